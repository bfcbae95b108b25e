import { step } from '../../bootstrap/say.mjs'
import type { Bench } from '../bench.ts'
import { measureClaims, type ClaimFigures } from './claims.ts'
import { ownDocuments, passagesIn } from './corpus.ts'
import { judgedClaimsIn } from './judged-claims.ts'
import { plantFaults, type FaultFigures, type PlantedFigures } from './planted.ts'

const planting = { seed: 20_260_301, cleanDrafts: 300, perFault: 300 }

type Row = readonly [label: string, value: string]

const share = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(3))
const rounded = (value: number): number | null => (Number.isNaN(value) ? null : Math.round(value * 10_000) / 10_000)

const claimRows = (figures: ClaimFigures): Row[] => [
  ['claims judged by people', `${figures.claims}, of which supported ${figures.supported}`],
  [
    'balanced accuracy, cross-validated',
    `${share(figures.crossValidated)}  (95 % of draws ${share(figures.interval[0])} to ${share(figures.interval[1])})`,
  ],
  ['  with the thresholds that ship', share(figures.shipped)],
  ['  baseline: a number or name is missing', share(figures.baseline)],
  ['area under the curve', share(figures.areaUnderCurve)],
  ...[...figures.precision].map(([code, { flagged, right }]): Row => [
    `precision of hard ${code}`,
    `${share(right / flagged)}  (${right} of ${flagged})`,
  ]),
  ...figures.recall.map(([most, found]): Row => [`evidence found among the best ${most}`, share(found)]),
  ['time per sentence', `${figures.msPerSentence.toFixed(2)} ms`],
]

const passedShare = (faults: readonly Pick<FaultFigures, 'planted' | 'passed'>[]): number =>
  faults.reduce((sum, { passed }) => sum + passed, 0) / faults.reduce((sum, { planted }) => sum + planted, 0)

const plantedRows = (
  corpus: string,
  { cleanDrafts, cleanSentences, falseHardFlags, faults }: PlantedFigures,
): Row[] => [
  [
    `clean drafts of ${corpus}`,
    `${falseHardFlags.length} hard flags in ${cleanDrafts} drafts, ${cleanSentences} sentences`,
  ],
  ...faults
    .filter(({ planted }) => planted > 0)
    .map(({ fault, planted, passed, peerPassed }): Row => [
      `  ${fault.severity}: ${fault.name}`,
      `${share(passed / planted)}  (${passed} of ${planted} pass; re-creation of the peer's checks: ${share(peerPassed / planted)})`,
    ]),
]

/**
 * How well the checks tell supported claims from others, on claims that people judged, and what they let pass when
 * verified drafts are broken, one fault at a time.
 */
export const groundingBench: Bench = async (stopped, { data }) => {
  const claims = judgedClaimsIn(data)
  const judged =
    claims.length === 0
      ? null
      : await step(
          'Claims judged by people',
          () => Promise.resolve(measureClaims(claims)),
          () => 'Claims judged by people',
        )
  const corpora = [
    ['this repository', ownDocuments()],
    ['an encyclopaedia', passagesIn(data)],
  ] as const
  const planted: [string, PlantedFigures][] = []
  for (const [name, corpus] of corpora) {
    if (corpus.length === 0) continue
    const figures = await step(
      `Faults planted in drafts of ${name}`,
      () => plantFaults(corpus, planting, stopped),
      () => `Faults planted in drafts of ${name}`,
    )
    planted.push([name, figures])
  }
  const faults = planted.flatMap(([, figures]) => figures.faults)
  const [hard, other] = (['hard', 'other'] as const).map((severity) =>
    passedShare(faults.filter(({ fault }) => fault.severity === severity)),
  ) as [number, number]
  const falseHardFlags = planted.reduce((sum, [, figures]) => sum + figures.falseHardFlags.length, 0)
  const number = judged?.precision.get('number_mismatch')
  return {
    rows: [
      ...(judged
        ? claimRows(judged)
        : [['claims judged by people', 'none: give a folder with --data or BENCH_DATA'] as const]),
      ...planted.flatMap(([name, figures]) => plantedRows(name, figures)),
      ['false pass of hard faults', share(hard)],
      ['false pass of other faults', share(other)],
    ],
    figures: {
      balancedAccuracy: judged && rounded(judged.crossValidated),
      hardNumberPrecision: number ? rounded(number.right / number.flagged) : null,
      falsePassHard: rounded(hard),
      falsePassOther: rounded(other),
      falseHardFlags,
      msPerSentence: judged && Math.round(judged.msPerSentence * 100) / 100,
    },
  }
}
