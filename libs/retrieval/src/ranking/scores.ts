/** Four decimals, the precision in which scores are shown. */
export const round4 = (value: number): number => Math.round(value * 10_000) / 10_000

/** Share of the top score, 0 to 1; 0 when the top is not above 0. */
export const relativeScore = (score: number, topScore: number): number =>
  topScore > 0 ? Math.min(1, Math.max(0, score / topScore)) : 0

/** The same items with scores as shares of the best one, four decimals. Order is kept. */
export const normaliseScores = <T extends { readonly score: number }>(items: readonly T[]): T[] => {
  const top = items.reduce((best, { score }) => Math.max(best, score), 0)
  return items.map((item) => ({ ...item, score: round4(relativeScore(item.score, top)) }))
}
