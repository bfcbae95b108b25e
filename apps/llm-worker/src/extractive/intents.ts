import type { Candidate } from './candidates.ts'

/** Words by which a text shows what it is doing, for sections that ask for just that and seldom by its name. */
interface Intent {
  title: RegExp
  wording: RegExp
  heading: RegExp
}

const intents: readonly Intent[] = [
  {
    title: /decision/i,
    wording:
      /\b(?:decid\w+|cho[os]s?e\w*|chosen|instead|rather than|because|consider\w*|reject\w*|alternatives?|prefer\w*|accept\w*|adopt\w*|never|always|only|must|therefore|so that|trade-?offs?)\b/gi,
    heading: /decision|rationale|why|principle|rule|invariant|choice/i,
  },
  {
    title: /risk|gap|gotcha|known|question|limit/i,
    wording:
      /\b(?:risks?|limit\w*|los[et]\w*|slow\w*|cannot|can't|fail\w*|price|costs?|wast\w+|refus\w*|unknown|missing|problems?|drawbacks?|conflicts?|crash\w*|expensive|break\w*|danger\w*|unless|not yet|worse|wrong|without|only as)\b/gi,
    heading: /risk|limit|gap|caveat|known|trade-?off|consequence|drawback|open question|fail|warning|security/i,
  },
  {
    title: /implementation|procedure|notes|how/i,
    wording:
      /\b(?:implement\w*|stor(?:e|ed|es)|sends?|sent|keeps?|kept|written|writes?|reads?|calls?|uses?|used|set|runs?|holds?|carries|carried|index\w*|configur\w*|each|every)\b/gi,
    heading: /implement|how|design|storage|protocol|configur|procedure|running/i,
  },
  {
    title: /evidence|finding|signal|verification/i,
    wording:
      /\b(?:measur\w*|shows?|found|result\w*|percent|observ\w*|test\w*|prov\w+|check\w*|verif\w*|because|\d[\d.,]*)\b|%/gi,
    heading: /result|evidence|measure|finding|figure|test|verif/i,
  },
  {
    title: /next|milestone|action|current work|plan/i,
    wording: /\b(?:will|next|plan\w*|later|todo|then|until|milestones?|upcoming|intend\w*|in progress|blocked)\b/gi,
    heading: /next|plan|roadmap|todo|milestone|later/i,
  },
  {
    title: /overview|summary|situation|scope|orientation|current state|highlights/i,
    wording: /\b(?:is|are|turns?|provides?|consists?|lets?|allows?|helps?|together|whole|main|purpose)\b/gi,
    heading: /overview|introduction|summary|about|what|context|purpose/i,
  },
]

/**
 * How much more a candidate is worth to a section for doing what its title asks for: 1 when nothing speaks for it,
 * about 1.7 at most.
 */
export const intentFactor = (title: string): ((candidate: Pick<Candidate, 'text' | 'headings'>) => number) => {
  const wanted = intents.filter((intent) => intent.title.test(title))
  return ({ text, headings }) =>
    wanted.reduce((best, { wording, heading }) => {
      const shown = Math.min(3, new Set(text.toLowerCase().match(wording)).size)
      const filed = headings.some((each) => heading.test(each)) ? 1.3 : 1
      return Math.max(best, (1 + 0.1 * shown) * filed)
    }, 1)
}
