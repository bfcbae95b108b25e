import type { TextClaim } from '@synthwright/contracts'
import { readClaims, type Claim } from './claims.ts'

type SectionName = { section_id: string; title: string }

/**
 * The claims of a text that somebody wrote or edited. A claim belongs to the section whose title its second-level
 * heading has, else to the section at the heading's position if no other heading has that section's title; else its
 * `section_id` is null.
 */
export const readTextClaims = (markdown: string, sections: readonly SectionName[]): TextClaim[] => {
  const claims = readClaims(markdown)
  const byTitle = new Map(sections.map((section) => [titleKey(section.title), section.section_id]))
  const taken = new Set(claims.map(({ sectionTitle }) => sectionTitle && byTitle.get(titleKey(sectionTitle))))
  const sectionOf = ({ sectionTitle, sectionPosition }: Claim): string | null => {
    if (sectionTitle === null || sectionPosition === null) return null
    const named = byTitle.get(titleKey(sectionTitle))
    if (named) return named
    const placed = sections[sectionPosition]?.section_id
    return placed && !taken.has(placed) ? placed : null
  }
  return claims.map((claim) => ({
    ...claimText(markdown, claim),
    section_id: sectionOf(claim),
    citations: claim.markers.map(({ id, start, end }) => ({ id, start: start ?? null, end: end ?? null })),
  }))
}

/** Place and words of a claim, without the markers before and after it. */
export const claimText = (markdown: string, claim: Claim): Pick<TextClaim, 'index' | 'start' | 'end' | 'text'> => {
  let { start, end } = claim
  const trim = () => {
    while (start < end && /\s/.test(markdown[start]!)) start += 1
    while (end > start && /\s/.test(markdown[end - 1]!)) end -= 1
  }
  for (const { at } of claim.markers) {
    if (at.start !== start) break
    start = at.end
    trim()
  }
  for (const { at } of claim.markers.toReversed()) {
    if (at.end !== end) break
    end = at.start
    trim()
  }
  return { index: claim.index, start, end: Math.max(start, end), text: claim.text }
}

const titleKey = (title: string): string =>
  title
    .replace(/[\\`*_]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
