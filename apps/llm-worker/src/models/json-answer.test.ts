import { z } from 'zod'
import { readAnswer } from './json-answer.ts'

const answer = z.object({ words: z.string() })

it.each(['{"words":"a"}', ' \n{"words":"a"}\n', '```json\n{"words":"a"}\n```', '``` \n\n{"words":"a"}```\n'])(
  'reads %j',
  (text) => expect(readAnswer(text, answer)).toEqual({ ok: true, value: { words: 'a' } }),
)

it.each(['```json {"words":"a"}```', '```json\n{"words":"a"}', '```', '```\n```'])('refuses %j', (text) =>
  expect(readAnswer(text, answer)).toMatchObject({ ok: false }),
)

it('takes time with the length of the blanks in a fence that nothing closes', () => {
  expect(readAnswer(`\`\`\`json\n…${'\n'.repeat(400_000)}x`, answer)).toMatchObject({ ok: false })
  expect(readAnswer(`\`\`\`json${'\n'.repeat(400_000)}…`, answer)).toMatchObject({ ok: false })
})
