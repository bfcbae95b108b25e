/** Who a document is written for, as far as its wording cares. */
export type ReaderClass = 'newcomer' | 'executive' | 'auditor' | 'practitioner'

const classes: readonly [ReaderClass, RegExp][] = [
  ['newcomer', /\b(?:new|newcomers?|beginners?|onboarding|non-technical|customers?)\b/i],
  ['executive', /\b(?:executives?|leadership|board|stakeholders?|managers?)\b/i],
  ['auditor', /\b(?:audit|auditors?|compliance|regulators?)\b/i],
]

export const readerClass = (audience: string | null): ReaderClass =>
  classes.find(([, pattern]) => pattern.test(audience ?? ''))?.[0] ?? 'practitioner'
