/** Who a document is written for, as far as the choice of its sources and its wording care. */
export type ReaderClass = 'newcomer' | 'executive' | 'auditor' | 'practitioner'

const classes: readonly (readonly [ReaderClass, RegExp])[] = [
  ['newcomer', /\b(?:new|newcomers?|beginners?|onboarding|non-technical|customers?)\b/i],
  ['executive', /\b(?:executives?|leadership|board|stakeholders?|managers?)\b/i],
  ['auditor', /\b(?:audit|auditors?|compliance|regulators?)\b/i],
]

/** Which kind of reader an audience is, the first that its words name; a practitioner where they name none. */
export const readerClass = (audience: string | null): ReaderClass =>
  classes.find(([, pattern]) => pattern.test(audience ?? ''))?.[0] ?? 'practitioner'
