import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../checks/run-node.ts'

/** A stored text that drafts may cite. */
export interface Source {
  id: string
  name: string
  text: string
}

const shortest = 200

/** The sections of this repository's own documents, each a source: technical prose. */
export const ownDocuments = (): Source[] => {
  const files = [...globSync('docs/{adr,guides}/*.md', { cwd: root }).sort(), 'README.md', 'ARCHITECTURE.md']
  return files
    .flatMap((file) => readFileSync(join(root, file), 'utf8').split(/^(?=##? )/m))
    .map((text) => ({ name: /^#+ (.*)$/m.exec(text)?.[1] ?? 'Text', text: text.replace(/^#+ .*$/m, '').trim() }))
    .filter(({ text }) => text.length >= shortest)
    .map((section, index) => ({ id: `doc_own${index}`, ...section }))
}

/** Passages of an encyclopaedia, full of names and dates, where the data has them. */
export const passagesIn = (folder: string | null): Source[] => {
  const file = folder && ['musique/corpus.json', 'corpus.json'].map((path) => join(folder, path)).find(existsSync)
  if (!file) return []
  const passages = JSON.parse(readFileSync(file, 'utf8')) as { title: string; text: string }[]
  return passages
    .filter(({ text }) => text.length >= shortest)
    .map(({ title, text }, index) => ({ id: `doc_passage${index}`, name: title, text }))
}
