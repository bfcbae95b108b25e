export { closesSentence, readClaims, type Claim } from './claims.ts'
export { gapLine, gapsTitle } from './gap-lines.ts'
export type { MarkdownBlock, MarkdownKind } from './markdown-block.ts'
export { readMarkdown } from './markdown.ts'
export { citableId, isMarkerShaped, readMarkers, type Marker } from './markers.ts'
export { neutralise, type Neutralised } from './neutralise.ts'
export {
  renderArtifact,
  type ArtifactText,
  type RenderedCitation,
  type RenderedSection,
  type RenderedSentence,
} from './render.ts'
export { splitSentences } from './sentences.ts'
export type { Span, TextSpan } from './span.ts'
export { readTextClaims } from './text-claims.ts'
export { checkText } from './check-text.ts'
export type { TextUnderCheck } from './text-under-check.ts'
export { supportThresholds } from './checks/support.ts'
export { excerptOf } from './excerpt.ts'
export { firstHardFlag, gapsOf } from './gaps.ts'
export { goalWords } from './goal.ts'
export { plainText } from './reading/plain-text.ts'
export { checkWholeText } from './whole-text.ts'
