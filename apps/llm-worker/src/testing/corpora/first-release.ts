import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Corpus } from './corpus.ts'

const folder = join(import.meta.dirname, 'first-release')

/** The documentation that this repository had once: real prose that stays as it was while the real one is improved. */
export const firstRelease = (): Corpus => ({
  name: 'the documentation of the first release',
  goal: 'Document how Synthwright turns evidence into verified documents',
  texts: globSync('**/*.md', { cwd: folder })
    .sort()
    .map((path, index) => ({
      id: `doc_${index}`,
      type: 'document',
      name: path,
      text: readFileSync(join(folder, path), 'utf8'),
    })),
})
