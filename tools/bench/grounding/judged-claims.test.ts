import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureClaims } from './claims.ts'
import { judgedClaimsIn } from './judged-claims.ts'

const line = (claim: string, label: string, title?: string) =>
  JSON.stringify({
    claim,
    label,
    evidence: ['The ferry carries 40 cars.', 'It sails daily.'],
    supporting_sentences: [[0]],
    ...(title ? { meta: { claim_title: title } } : {}),
  })

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'claims-'))))
afterEach(() => rm(folder, { recursive: true }))

const file = [
  line('The ferry carries 40 cars.', 'supported', 'Ferry'),
  line('The ferry carries 50 cars.', 'partially_supported', 'Ferry'),
  line('Lighthouses blink.', 'not_supported'),
].join('\n')

it.each(['wice', '.'])('reads claims from every file in %s of the folder', async (place) => {
  await mkdir(join(folder, place), { recursive: true })
  await writeFile(join(folder, place, 'claims-other.jsonl'), `${file}\n`)
  const claims = judgedClaimsIn(folder)
  expect(claims.map(({ isSupported, group }) => [isSupported, group])).toEqual([
    [true, 'Ferry'],
    [false, 'Ferry'],
    [false, 'The ferry carries 40 cars.'],
  ])
})

it('finds none where there are none, and refuses a folder that is not there', () => {
  expect(judgedClaimsIn(null)).toEqual([])
  expect(judgedClaimsIn(folder)).toEqual([])
  expect(() => judgedClaimsIn(join(folder, 'nowhere'))).toThrow('There is no folder')
})

it('measures what the checks make of them', async () => {
  await writeFile(join(folder, 'claims.jsonl'), file)
  const figures = measureClaims(judgedClaimsIn(folder))
  expect(figures).toMatchObject({ claims: 3, supported: 1, shipped: 1 })
  expect(figures.precision.get('number_mismatch')).toEqual({ flagged: 1, right: 1 })
})
