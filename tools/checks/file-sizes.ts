import { readFile, glob } from 'node:fs/promises'
import { join } from 'node:path'
import { verdict, type Check } from './check.ts'
import { root } from './run-node.ts'

const longestLines = 400

const firstComment = /^(?:#!.*\n)?\s*(\/\*[\s\S]*?\*\/|(?:\/\/.*(?:\n|$))+)/

/** Whether a text is short enough, or says in its first comment why it is long. */
export const sizeIsFine = (text: string): boolean => {
  if (text.trimEnd().split('\n').length <= longestLines) return true
  return /\b(long|lines|length)\b/i.test(firstComment.exec(text)?.[1] ?? '')
}

const sources = '{apps,libs,tools}/**/*.{ts,mts,mjs,js}'

export const sizeCheck: Check = {
  name: 'file sizes',
  run: async () => {
    const tooLong: string[] = []
    for await (const path of glob(sources, { cwd: root, exclude: ['**/node_modules/**'] }))
      if (!sizeIsFine(await readFile(join(root, path), 'utf8'))) tooLong.push(path)
    const complaint = `Over ${longestLines} lines without a word in the first comment on why so long:`
    return verdict(tooLong.length === 0, tooLong.length ? [complaint, ...tooLong.sort()].join('\n  ') : '')
  },
}
