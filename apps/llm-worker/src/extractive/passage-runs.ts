import type { DraftSource, SourcePassage } from '@synthwright/contracts'

/** A stretch of a source's stored text without holes. */
export interface PassageRun {
  start: number
  end: number
  /** Exactly `[start, end)` of the stored text. */
  text: string
  /** What it was joined from, in document order, with the rank each passage had in its source (0 is best). */
  parts: { start: number; end: number; rank: number; headings: string[] }[]
}

const partOf = ({ start, end, heading_path }: SourcePassage, rank: number) => ({
  start,
  end,
  rank,
  headings: heading_path,
})

/** The passages of a source in document order, joined where they touch or overlap, so that no sentence is cut there. */
export const passageRuns = ({ passages }: Pick<DraftSource, 'passages'>): PassageRun[] => {
  const runs: PassageRun[] = []
  const inOrder = passages
    .map((passage, rank) => ({ passage, part: partOf(passage, rank) }))
    .sort((a, b) => a.part.start - b.part.start || a.part.end - b.part.end)
  for (const { passage, part } of inOrder) {
    const run = runs.at(-1)
    if (!run || part.start > run.end) {
      runs.push({ start: part.start, end: part.end, text: passage.text, parts: [part] })
      continue
    }
    run.parts.push(part)
    if (part.end <= run.end) continue
    run.text += passage.text.slice(run.end - part.start)
    run.end = part.end
  }
  return runs
}

/** The passage that the character at `offset` of the stored text came from. */
export const partAt = (run: PassageRun, offset: number): PassageRun['parts'][number] =>
  run.parts.find(({ start, end }) => start <= offset && offset < end) ?? run.parts[0]!
