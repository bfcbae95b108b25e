/**
 * Shares of a claim's weighted terms that its best three evidence sentences must have together: below `unsupported`
 * the claim is refused, below `supported` it is only partially supported. Set on the development claims of WiCE
 * (Kamoi et al., EMNLP 2023), where a claim counts as supported when it reaches the upper one and no number, date or
 * name of it is missing.
 */
export const supportThresholds = { unsupported: 0.45, supported: 0.6 }
export type SupportThresholds = typeof supportThresholds
