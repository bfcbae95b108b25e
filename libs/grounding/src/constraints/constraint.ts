/** What is counted. */
export type Counted = 'words' | 'sentences' | 'bullets' | 'sections' | 'sources'

/** A constraint in words that can be checked by counting, comparing or looking. */
export type Constraint =
  | {
      kind: 'limit'
      unit: Counted
      per: 'document' | 'section' | 'sentence'
      bound: 'least' | 'most'
      count: number
    }
  | { kind: 'mention'; wanted: boolean; phrases: string[] }
  | { kind: 'form'; form: 'prose' | 'list' }
  /** Sources dated on or after a day, or before it; a year or month stands for its first day. */
  | { kind: 'dated'; bound: 'since' | 'before'; date: string }
  | { kind: 'age'; days: number }
  | { kind: 'types'; types: string[] }
