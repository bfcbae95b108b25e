import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Corpus } from './corpus.ts'

const root = join(import.meta.dirname, '../../../../..')

/** The documentation of this repository. */
export const ownDocuments = (): Corpus => ({
  name: 'the documentation of this repository',
  goal: 'Document how Synthwright turns evidence into verified documents',
  texts: globSync(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/adr/*.md', 'docs/guides/*.md'], {
    cwd: root,
  })
    .sort()
    .map((path, index) => ({
      id: `doc_${index}`,
      type: 'document',
      name: path,
      text: readFileSync(join(root, path), 'utf8'),
    })),
})
