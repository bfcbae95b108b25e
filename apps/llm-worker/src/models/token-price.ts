import type { Usage } from '@synthwright/contracts'

/** US dollars per million tokens. */
export interface TokenPrice {
  input: number
  output: number
}

/** What these tokens cost in US dollars; null where the price is not known. What was not asked of a model costs nothing. */
export const costOf = ({ inputTokens, outputTokens, modelCalls }: Usage, price: TokenPrice | null): number | null => {
  if (modelCalls === 0) return 0
  return price && (inputTokens * price.input + outputTokens * price.output) / 1_000_000
}
