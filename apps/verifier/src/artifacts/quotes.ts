import type { ConclusionInput } from './conclusion-input.ts'

/** Stored text of a source at `[start, end)`, or null when none of the texts at hand covers that place. */
export type QuoteReader = (id: string, start: number, end: number) => string | null

interface Stretch {
  start: number
  end: number
  text: string
}

/** Reads quotations from the passages that the sections were written from and from the evidence of the sentences. */
export const quoteReader = ({ plan, evidence }: ConclusionInput): QuoteReader => {
  const stretches = new Map<string, Stretch[]>()
  const add = (id: string, stretch: Stretch) => {
    const known = stretches.get(id)
    if (known) known.push(stretch)
    else stretches.set(id, [stretch])
  }
  for (const { sentences } of evidence.evidence) for (const sentence of sentences) add(sentence.id, sentence)
  for (const { sources } of plan?.material ?? [])
    for (const { id, passages } of sources) for (const passage of passages) add(id, passage)
  return (id, start, end) => {
    const around = stretches.get(id)?.find((stretch) => stretch.start <= start && end <= stretch.end)
    return around ? around.text.slice(start - around.start, end - around.start) : null
  }
}
