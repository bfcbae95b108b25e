/** What the verifier does over long texts in a thread of its own. */
export { checkedArtifact } from './artifacts/checked-artifact.ts'
export { concludedArtifact } from './artifacts/concluded-artifact.ts'
