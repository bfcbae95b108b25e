import type { EntityType } from '@synthwright/contracts'

export type ReaderClass = 'newcomer' | 'executive' | 'auditor' | 'practitioner'

const words: readonly (readonly [ReaderClass, RegExp])[] = [
  ['newcomer', /\b(?:new|beginners?|onboarding|non-technical|customers?)\b/i],
  ['executive', /\b(?:executives?|leadership|board|stakeholders?|managers?)\b/i],
  ['auditor', /\b(?:audit|auditors?|compliance|regulators?)\b/i],
]

/** Which kind of reader an audience is; a practitioner unless its words say otherwise. */
export const readerClass = (audience: string | null): ReaderClass =>
  words.find(([, pattern]) => pattern.test(audience ?? ''))?.[0] ?? 'practitioner'

/** Types of sources that serve a kind of reader best. */
export const preferredTypes: Record<ReaderClass, readonly EntityType[]> = {
  newcomer: ['guide', 'topic', 'document'],
  executive: ['decision', 'milestone', 'plan'],
  auditor: ['decision', 'claim', 'event'],
  practitioner: [],
}
