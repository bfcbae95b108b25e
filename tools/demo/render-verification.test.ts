import type { Flag, Gap } from '@synthwright/contracts'
import { renderVerification } from './render-verification.ts'

const flag = (code: Flag['code'], severity: Flag['severity']) => ({ code, severity }) as Flag
const gap = (reason: Gap['reason']) => ({ reason }) as Gap

it('shows a clean verdict in four lines', () => {
  const counts = { checked_sentence_count: 12, supported_sentence_count: 12, source_count: 5, gap_count: 0 }
  expect(renderVerification({ status: 'pass', ...counts, gaps: [], flags: [] }).split('\n')).toEqual([
    'Verification  pass',
    '  sentences   12 of 12 supported by their citations, 5 sources',
    '  gaps        none',
    '  flags       none',
  ])
})

it('names reasons and codes, each once with its number', () => {
  const shown = renderVerification({
    status: 'gaps',
    source_count: 1,
    gap_count: 2,
    gaps: [gap('uncited_claim'), gap('uncited_claim')],
    flags: [flag('single_source_section', 'soft'), flag('uncited_claim', 'hard')],
  })
  expect(shown).toContain('gaps        2: uncited_claim (2)')
  expect(shown).toContain('flags       2: single_source_section soft, uncited_claim hard')
})
