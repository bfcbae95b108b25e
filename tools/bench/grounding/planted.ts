import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Source } from './corpus.ts'
import { draftFrom, markdownOf, verify, type Draft } from './draft.ts'
import { faults, type Fault } from './faults.ts'
import { peerPasses } from './peer-checks.ts'
import { seededRandom, type Random } from './random.ts'

export interface FaultFigures {
  fault: Fault
  planted: number
  passed: number
  /** Those that the re-creation of the peer's checks lets pass. */
  peerPassed: number
  /** A few that passed, for reading. */
  examples: string[]
}

export interface PlantedFigures {
  cleanDrafts: number
  cleanSentences: number
  /** Hard flags on drafts without a fault, as `code: sentence`. */
  falseHardFlags: string[]
  faults: FaultFigures[]
}

export interface PlantingOptions {
  seed: number
  cleanDrafts: number
  perFault: number
}

const attemptsPerFault = 40

/**
 * Breaks verified drafts one fault at a time and counts those that still pass. Every draft is first verified as it is;
 * its hard flags are false ones, and only a draft without any is broken.
 */
export const plantFaults = async (
  corpus: readonly Source[],
  options: PlantingOptions,
  stopped: AbortSignal,
): Promise<PlantedFigures> => {
  const random = seededRandom(options.seed)
  const figures: PlantedFigures = { cleanDrafts: 0, cleanSentences: 0, falseHardFlags: [], faults: [] }
  const isClean = (draft: Draft, markdown: string): boolean => {
    const { hard, passes, sentences } = verify(draft, markdown)
    figures.cleanDrafts += 1
    figures.cleanSentences += sentences
    figures.falseHardFlags.push(...hard.map(({ code, detail, excerpt }) => `${code} (${detail}): ${excerpt}`))
    return passes && hard.length === 0
  }
  for (let count = 0; count < options.cleanDrafts && !stopped.aborted; count += 1) {
    // Lets an interruption come through.
    await nextTurn()
    const draft = draftFrom(corpus, random)
    isClean(draft, markdownOf(draft))
  }
  for (const fault of faults)
    figures.faults.push(await plant(fault, corpus, random, options.perFault, isClean, stopped))
  return figures
}

const plant = async (
  fault: Fault,
  corpus: readonly Source[],
  random: Random,
  wanted: number,
  isClean: (draft: Draft, markdown: string) => boolean,
  stopped: AbortSignal,
): Promise<FaultFigures> => {
  const figures: FaultFigures = { fault, planted: 0, passed: 0, peerPassed: 0, examples: [] }
  for (let tries = 0; figures.planted < wanted && tries < wanted * attemptsPerFault && !stopped.aborted; tries += 1) {
    await nextTurn()
    const draft = draftFrom(corpus, random)
    if (draft.sentences.length === 0) continue
    const at = random.below(draft.sentences.length)
    const sentence = draft.sentences[at]!
    const broken = fault.break({ draft, sentence, text: sentence.text, corpus, random })
    if (!broken || !isClean(draft, markdownOf(draft, broken.before ? at : null, broken.before))) continue
    const { passes, evidence } = verify(draft, markdownOf(draft, at, broken.after))
    figures.planted += 1
    if (peerPasses(evidence)) figures.peerPassed += 1
    if (!passes) continue
    figures.passed += 1
    figures.examples.push(`${sentence.text} → ${broken.after.map(({ text, cites }) => `${text} [${cites}]`).join(' ')}`)
  }
  return figures
}
