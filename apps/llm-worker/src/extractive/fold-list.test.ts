import { readClaims, readMarkdown } from '@synthwright/grounding'
import { section, source } from '../testing/material.ts'
import { writingRules } from '../constraints/writing-rules.ts'
import { foldLists } from './fold-list.ts'
import { writeSection } from './write-section.ts'

const folded = (markdown: string): string[] =>
  foldLists(markdown, readMarkdown(markdown), readClaims(markdown), 35).map(({ text }) => text)

test.each([
  [
    'parts of a sentence follow its colon',
    'The office keeps three registers:\n\n- The manifest of the ship,\n- the declarations, and\n- the receipts.\n',
    'The office keeps three registers: the manifest of the ship, the declarations, and the receipts.',
  ],
  [
    'what a subject does goes on from it',
    'Before the ship leaves, the harbour master:\n\n1. hands in the documents;\n2. signs the manifest.\n',
    'Before the ship leaves, the harbour master hands in the documents and signs the manifest.',
  ],
  [
    'a choice stays a choice',
    'A customs officer may:\n* confirm a document,\n* refuse it, or\n* ask for a copy.\n',
    'A customs officer may confirm a document, refuse it, or ask for a copy.',
  ],
])('%s', (_, markdown, text) => {
  expect(folded(markdown)).toEqual([text])
})

test.each([
  ['items that are sentences', 'Two rules hold:\n\n- Every ship waits for its pilot.\n- No ship passes at night.\n'],
  ['items that fit no lead', 'The harbour master:\n\n- red flags\n- two lamps\n'],
  ['a single item', 'The office keeps one register:\n\n- the manifest\n'],
  ['a lead that leans on what was before', 'It keeps two registers:\n\n- the manifest\n- the receipts\n'],
  ['a list within a list', 'The office keeps two registers:\n\n- the manifest\n  - with a copy\n- the receipts\n'],
  ['questions', 'The office asks two things:\n\n- who pays?\n- who signs?\n'],
  ['no list at all', 'The office keeps one register:\n\nthe manifest.\n'],
])('%s stay as they are', (_, markdown) => {
  expect(folded(markdown)).toEqual([])
})

test('a folded list is cited with the whole range that it was made of', () => {
  const text =
    'The office keeps two registers of a voyage:\r\n\r\n- the manifest of the ship 🚢\r\n- the receipts of the master\r\n'
  const material = section([source('doc_x', text)], { query: 'registers voyage' })
  const rules = writingRules([], { place: { index: 0, count: 1 }, title: '', audience: null, section: material })
  const task = { section: material, goal: 'registers', outputType: 'documentation', depth: 'standard', rules } as const
  const by = { domain: null, refused: [], elsewhere: [] }
  const sentences = writeSection({ ...task, ...by, reader: 'practitioner' })
  expect(sentences.map((sentence) => sentence.text)).toEqual([
    'The office keeps two registers of a voyage: the manifest of the ship 🚢 and the receipts of the master.',
  ])
  expect(sentences[0]!.citations).toEqual([{ id: 'doc_x', start: 0, end: text.trimEnd().length }])
  // What is composed is no quotation.
  expect(writeSection({ ...task, ...by, reader: 'auditor' }).some(({ text: each }) => each.includes(':'))).toBe(false)
})

test.each(['. ', ', ', '*a ', '.*a', ': '])('a list of runs of %j takes time with their length', (piece) => {
  const run = `…${piece.repeat(200_000)}x`
  expect(folded(`The office ${run} keeps two registers:\n\n- the ${run}\n- the receipts\n`)).toEqual([])
  expect(folded(`The office keeps two registers:\n\n- the ${run}\n- the receipts\n`)).toEqual([])
})
