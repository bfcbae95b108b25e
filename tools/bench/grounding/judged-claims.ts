import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PlainError } from '../../bootstrap/say.mjs'

/** A claim with the text it cites and what people said of it; one line of a file. */
const Line = z.object({
  claim: z.string(),
  evidence: z.array(z.string()),
  label: z.enum(['supported', 'partially_supported', 'not_supported']),
  supporting_sentences: z.array(z.array(z.int())).default([]),
  meta: z.object({ claim_title: z.string().optional() }).optional(),
})

export interface JudgedClaim {
  text: string
  /** The sentences of the cited text. */
  evidence: string[]
  isSupported: boolean
  /** Sets of sentences each of which people found to be enough. */
  enough: number[][]
  /** Claims of one article, or about one text, are never divided between fitting and scoring. */
  group: string
}

/** The claims of every `.jsonl` file in the folder's `wice`, or in the folder itself; none where there is no such file. */
export const judgedClaimsIn = (folder: string | null): JudgedClaim[] => {
  if (folder === null) return []
  if (!existsSync(folder)) throw new PlainError(`There is no folder ${folder}.`)
  const place = [join(folder, 'wice'), folder].find((path) => existsSync(path) && claimFiles(path).length > 0)
  return place === undefined ? [] : claimFiles(place).flatMap((file) => readClaims(join(place, file)))
}

const claimFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()

const readClaims = (file: string): JudgedClaim[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { claim, evidence, label, supporting_sentences, meta } = Line.parse(JSON.parse(line))
      return {
        text: claim,
        evidence,
        isSupported: label === 'supported',
        enough: supporting_sentences.filter(({ length }) => length > 0),
        group: meta?.claim_title ?? evidence[0] ?? claim,
      }
    })
