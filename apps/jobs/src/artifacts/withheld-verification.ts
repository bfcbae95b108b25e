import type { Flag, VerifyResponse } from '@synthwright/contracts'

const masked = '[withheld]'

const withoutEllipsis = (text: string): string => text.replace(/…$/, '')

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

/**
 * A verification as it is told while a source behind it is not for its reader: what became of every sentence and which
 * sources it cites, in no words but those that the reader sent.
 * @param own the text that the reader sent; null for the text of a run, which is withheld with that source
 */
export const withheldVerification = (answer: VerifyResponse, own: string | null): VerifyResponse => {
  const sent = own === null ? null : oneLine(own)
  const isOwn = (text: string): boolean => sent?.includes(oneLine(withoutEllipsis(text))) ?? text === ''
  const shown = ({ excerpt, detail, ...flag }: Flag): Flag => ({
    ...flag,
    excerpt: isOwn(excerpt) ? excerpt : masked,
    detail: detail !== null && isOwn(detail) ? detail : null,
  })
  const { verification, sentences, notices } = answer
  return {
    ...answer,
    verification: {
      ...verification,
      flags: verification.flags?.map(shown),
      gaps: verification.gaps.map((gap) => ({
        ...gap,
        title: isOwn(gap.title) ? gap.title : '',
        query: isOwn(gap.query) ? gap.query : '',
        detail: null,
      })),
    },
    sentences: sentences.map((sentence) => ({ ...sentence, flags: sentence.flags.map(shown) })),
    notices: [
      ...notices.map((notice) => ({ ...notice, detail: null })),
      ...(own === null ? [{ code: 'text_withheld' as const, section_id: null, ids: [], detail: null }] : []),
    ],
  }
}
