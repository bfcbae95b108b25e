import type { Reading } from './reading/reading.ts'
import { coverageBy } from './checks/support.ts'

const open =
  /\b(?:open|unresolved|undecided|unconfirmed|unverified|unclear|unknown|uncertain|unsettled|disputed|pending|question|tbd|to be (?:decided|determined|confirmed)|(?:not|never|yet to be)(?: \w+){0,2} (?:decided|settled|confirmed|verified|resolved|known|established|proven))\b/i

/** How much of an open claim a sentence must repeat to be about it. */
const aboutIt = 0.6

/** Whether one of the sentences says of a claim that it is open. */
export const isSaidToBeOpen = (openClaim: Reading, sentences: readonly Reading[]): boolean =>
  sentences.some(({ plain, terms }) => open.test(plain) && coverageBy(openClaim.terms, [terms]) >= aboutIt)
