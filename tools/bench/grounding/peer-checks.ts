import type { Evidence } from '@synthwright/contracts'

/**
 * A clean re-creation of how the peer decides whether a document passes: every section has sources, every source has a
 * date, and none carries an open claim. It does not read the text.
 */
export const peerPasses = ({ packs, sources }: Evidence): boolean =>
  packs.every(({ source_ids }) => source_ids.length > 0) &&
  sources.every(({ freshness, unresolved_claims }) => freshness !== null && unresolved_claims.length === 0)
