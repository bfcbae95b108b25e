import type { SectionMaterial } from '@synthwright/contracts'

// Closers are counted: looked back over without a bound, a text of closers alone would be read again from every one.
const sentenceEnd = /(?<=[.!?…]["'”’)\]]{0,8})\s+|\n+/
const fewestWords = 3

const keyOf = (sentence: string): string => (sentence.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')

/**
 * Sentences of a section's sources that other sections have too and are to tell, because a document says nothing twice.
 * Sections that share sentences get equal stretches of them, in the order of the outline. Rough on purpose: it is about
 * text that stands twice word for word, and runs over all of it for each section.
 */
export const toldElsewhere = (material: readonly SectionMaterial[], sectionId: string): string[] => {
  const holders = new Map<string, { sentence: string; sections: Set<string> }>()
  for (const { section_id, sources } of material)
    for (const { text } of sources.flatMap(({ passages }) => passages))
      for (const sentence of text.split(sentenceEnd)) {
        const key = keyOf(sentence)
        if (key.split(' ').length < fewestWords) continue
        const holder = holders.get(key) ?? { sentence, sections: new Set() }
        holder.sections.add(section_id)
        holders.set(key, holder)
      }
  const shared = [...holders.values()].filter(({ sections }) => sections.size > 1 && sections.has(sectionId))
  const alike = Map.groupBy(shared, ({ sections }) => [...sections].join())
  return [...alike.values()].flatMap((sentences) =>
    sentences.flatMap(({ sentence, sections }, index) => {
      const owner = [...sections][Math.floor((index * sections.size) / sentences.length)]
      return owner === sectionId ? [] : [sentence]
    }),
  )
}
