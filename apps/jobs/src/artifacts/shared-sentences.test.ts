import type { SectionMaterial } from '@synthwright/contracts'
import { toldElsewhere } from './shared-sentences.ts'

const section = (section_id: string, ...texts: string[]): SectionMaterial => ({
  ...{ section_id, title: '', prompt: '', query: '', sentences: { min: 1, max: 3 } },
  sources: texts.map((text, index) => ({
    ...{
      id: `doc_${index}`,
      type: 'document',
      name: '',
      revision: 1,
      freshness: null,
      unresolved_claims: [],
      score: 1,
    },
    passages: [{ start: 0, end: text.length, text, heading_path: [] }],
  })),
})

const own = 'The first stands here only. '
const shared =
  'One ship waits outside. Two ships wait inside.\nThree ships have left. “Four ships are late.” Five ships never came. Six ships were sold.'

it('leaves each shared sentence to exactly one of the sections that have it', () => {
  const material = [section('sec_1', own + shared), section('sec_2', shared), section('sec_3', 'Another ship waits.')]
  const elsewhere = ['sec_1', 'sec_2', 'sec_3'].map((id) => toldElsewhere(material, id))
  expect(elsewhere).toEqual([
    ['“Four ships are late.”', 'Five ships never came.', 'Six ships were sold.'],
    ['One ship waits outside.', 'Two ships wait inside.', 'Three ships have left.'],
    [],
  ])
})

it('sees the same sentence in two sources, whatever its marks and case', () => {
  const material = [section('sec_1', 'A **ship** waits outside.'), section('sec_2', 'Yes. A ship waits outside!')]
  expect(toldElsewhere(material, 'sec_1')).toEqual([])
  expect(toldElsewhere(material, 'sec_2')).toEqual(['A **ship** waits outside.'])
})

it('looks back over closing marks only so far', () => {
  // Wide characters: over others the engine takes a short cut.
  const closers = `…a${') '.repeat(10)}${')'.repeat(400_000)} b`
  const material = [section('sec_1', `${shared} ${closers}`), section('sec_2', shared)]
  expect(toldElsewhere(material, 'sec_1')).toHaveLength(3)
})
