import type { Verification } from '@synthwright/contracts'

const counted = (values: readonly string[]) => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => (count > 1 ? `${value} (${count})` : value)).join(', ')
}

/** The verdict on a document in a few lines: sentences, gaps with their reasons, flags with their codes. */
export const renderVerification = (verification: Verification): string => {
  const { status, checked_sentence_count: checked = 0, supported_sentence_count: supported = 0 } = verification
  const { gaps, flags = [], source_count: sources } = verification
  const some = (what: string, count: number, detail: string) => (count ? `${what} ${count}: ${detail}` : `${what} none`)
  return [
    `Verification  ${status}`,
    `  sentences   ${supported} of ${checked} supported by their citations, ${sources} sources`,
    `  ${some('gaps       ', gaps.length, counted(gaps.map(({ reason }) => reason)))}`,
    `  ${some('flags      ', flags.length, counted(flags.map(({ code, severity }) => `${code} ${severity}`)))}`,
  ].join('\n')
}
