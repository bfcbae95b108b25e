import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface OwnDocument {
  /** From the root of the repository. */
  path: string
  content: string
}

const prose = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/**/*.md']

/** The documentation of this repository that people wrote, in the order of its paths. */
export const ownDocuments = async (root: string): Promise<OwnDocument[]> => {
  const paths: string[] = []
  for await (const path of glob(prose, { cwd: root, exclude: ['docs/generated/**'] })) paths.push(path)
  return Promise.all(paths.sort().map(async (path) => ({ path, content: await readFile(join(root, path), 'utf8') })))
}
