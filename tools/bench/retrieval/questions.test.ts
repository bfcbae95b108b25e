import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { questionsIn } from './questions.ts'
import { intervals, means, recallAt } from './recall.ts'

const passages = [
  { title: 'Ferry', text: 'It carries 40 cars.' },
  { title: 'Pier', text: 'It is long.' },
  { title: 'Ferry', text: 'It carries 40 cars.' },
]
const paragraph = (title: string, paragraph_text: string, is_supporting: boolean) => ({
  title,
  paragraph_text,
  is_supporting,
})
const question = {
  id: 'q1',
  question: 'How many cars does the ferry carry?',
  paragraphs: [
    paragraph('Ferry', 'It carries 40 cars.', true),
    paragraph('Pier', 'It is long.', false),
    paragraph('Ghost', 'It is nowhere.', true),
  ],
}

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'questions-'))))
afterEach(() => rm(folder, { recursive: true }))

const write = async (place: string, corpus: unknown, questions: unknown) => {
  await mkdir(join(folder, place), { recursive: true })
  await writeFile(join(folder, place, 'corpus.json'), JSON.stringify(corpus))
  await writeFile(join(folder, place, 'questions.json'), JSON.stringify(questions))
}

it.each(['musique', '.'])(
  'reads passages and questions in %s of the folder, with or without triples',
  async (place) => {
    await write(place, passages, [question, { ...question, paragraphs: question.paragraphs.slice(1, 2) }])
    const expected = { passages, questions: [{ text: question.question, gold: [[0, 2], []] }] }
    expect(questionsIn(folder)).toEqual(expected)
    await writeFile(join(folder, place, 'triples.json'), '{}')
    expect(questionsIn(folder)).toEqual(expected)
  },
)

it('refuses what has another form, or is not there, in a sentence', async () => {
  expect(() => questionsIn(join(folder, 'nowhere'))).toThrow('There is no folder')
  expect(() => questionsIn(folder)).toThrow('has no corpus.json')
  await write('.', [{ heading: 'Ferry' }], [question])
  expect(() => questionsIn(folder)).toThrow(/corpus\.json does not have the form/)
  await write('.', passages, [{ ...question, paragraphs: [] }])
  expect(() => questionsIn(folder)).toThrow('No question')
})

it('counts each passage that is needed once, whichever of its copies is found', () => {
  const needed = { text: 'q', gold: [[0, 2], [], [7]] }
  expect(recallAt(needed, [2, 0, 1])).toEqual([100 / 3, 100 / 3, 100 / 3, 100 / 3])
  expect(recallAt(needed, [1, 3, 4, 5, 6, 7])).toEqual([0, 0, 100 / 3, 100 / 3])
  expect(means([recallAt(needed, [0, 7]), recallAt(needed, [])])[0]).toBeCloseTo(100 / 3)
})

it('gives intervals that hold the mean, and no width where all questions are alike', () => {
  const recalls = Array.from({ length: 50 }, (_, i) => [0, 50, 100, i % 2 ? 100 : 0])
  const [two, five, ten, twenty] = intervals(recalls)
  expect([two, five, ten]).toEqual([
    [0, 0],
    [50, 50],
    [100, 100],
  ])
  expect(twenty![0]).toBeLessThan(50)
  expect(twenty![1]).toBeGreaterThan(50)
})
