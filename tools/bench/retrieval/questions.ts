import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PlainError } from '../../bootstrap/say.mjs'

const Corpus = z.array(z.object({ title: z.string(), text: z.string() })).min(1)

const Questions = z
  .array(
    z.object({
      question: z.string().min(1),
      paragraphs: z.array(z.object({ title: z.string(), paragraph_text: z.string(), is_supporting: z.boolean() })),
    }),
  )
  .min(1)

export interface Passage {
  title: string
  text: string
}

export interface Question {
  text: string
  /** For each passage that is needed for the answer, the numbers of the passages that are it. */
  gold: readonly (readonly number[])[]
}

export interface QuestionSet {
  passages: readonly Passage[]
  questions: readonly Question[]
}

const nameOf = (title: string, text: string): string => JSON.stringify([title, text])

const parsed = <T>(schema: z.ZodType<T>, file: string): T => {
  const { data, error } = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (error) throw new PlainError(`${file} does not have the form that is expected: ${z.prettifyError(error)}`)
  return data!
}

/**
 * The passages of `corpus.json` and the questions of `questions.json` in the folder's `musique`, or in the folder
 * itself. Triples that lie beside them are not read: the search gets along with the text.
 */
export const questionsIn = (folder: string): QuestionSet => {
  if (!existsSync(folder)) throw new PlainError(`There is no folder ${folder}.`)
  const isComplete = (path: string) => ['corpus.json', 'questions.json'].every((file) => existsSync(join(path, file)))
  const place = [join(folder, 'musique'), folder].find(isComplete)
  if (place === undefined) throw new PlainError(`${folder} has no corpus.json with a questions.json.`)
  const passages = parsed(Corpus, join(place, 'corpus.json'))
  const numbers = Map.groupBy(passages.keys(), (number) => nameOf(passages[number]!.title, passages[number]!.text))
  const questions = parsed(Questions, join(place, 'questions.json'))
    .map(({ question, paragraphs }) => ({
      text: question,
      gold: paragraphs
        .filter(({ is_supporting }) => is_supporting)
        .map(({ title, paragraph_text }) => numbers.get(nameOf(title, paragraph_text)) ?? []),
    }))
    .filter(({ gold }) => gold.length > 0)
  if (questions.length === 0) throw new PlainError(`No question in ${place} names a passage that supports its answer.`)
  return { passages, questions }
}
