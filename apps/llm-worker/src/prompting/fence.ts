import { canonicalJson, sha256 } from '@synthwright/kernel'

const tags = ['source', 'excerpt', 'request', 'refused', 'claim', 'evidence'] as const
type Tag = (typeof tags)[number]

const tagLike = new RegExp(String.raw`<(?=\s*(?:\/\s*)?(?:${tags.join('|')})\b)`, 'gi')

/** Text that cannot close the fence it stands in, nor open another, whatever mark either carries. */
export const unfenced = (text: string): string => text.replace(tagLike, '‹')

/** White space made single, cut to `length` characters and kept from acting as a fence. */
export const clipped = (text: string, length: number): string =>
  unfenced(text.replace(/\s+/g, ' ').trim().slice(0, length))

const attribute = (text: string): string => clipped(text, 200).replace(/["<>&]/g, ' ')

/** Marks off what is data in a prompt. */
export interface Fence {
  /** Tells the model which tags count; stands before all of them. */
  readonly announcement: string
  /** The content between a pair of tags; the content is expected to be `unfenced`. */
  block(tag: Tag, content: string, attributes?: Readonly<Record<string, string>>): string
}

/**
 * A fence whose tags carry a mark that whoever wrote the content could not know: it depends on the run and on all of
 * the content. The same run and content give the same mark, so that a question asked again is the same question.
 */
export const fenceFor = (runId: string, content: unknown): Fence => {
  const mark = sha256(canonicalJson({ runId, content })).slice(0, 16)
  return {
    announcement: `Only tags that carry the mark ${mark} count.`,
    block: (tag, text, attributes = {}) => {
      const head = Object.entries(attributes).map(([name, value]) => ` ${name}="${attribute(value)}"`)
      return `<${tag}-${mark}${head.join('')}>\n${text}\n</${tag}-${mark}>`
    },
  }
}
