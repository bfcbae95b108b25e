import type { Source } from './corpus.ts'
import { draftFrom, markdownOf, verify } from './draft.ts'
import { faults } from './faults.ts'
import { peerPasses } from './peer-checks.ts'
import { plantFaults } from './planted.ts'
import { seededRandom } from './random.ts'

const towns = 'Turin Oslo Bergen Malmo Lyon Porto Genoa Bilbao Ghent Bremen Gdansk Cadiz'.split(' ')
/** Texts with everything that a fault can break. */
const corpus: Source[] = towns.map((town, n) => ({
  id: `doc_${n}`,
  name: `The port of ${town}`,
  text: [
    `The port of ${town} was opened by the Meridian company in ${1900 + n} before the old bridge was closed.`,
    `All ferries of ${town} carry at least ${20 + n} cars and can sail in winter without the help of tugs.`,
    `The master of ${town} harbour is known for keeping ${n + 2} lanterns lit on the northern mole.`,
    `Since 3 March ${1950 + n} every ship that enters ${town} has been met by a pilot from the Lindqvist station.`,
  ].join(' '),
}))
const options = { seed: 1, cleanDrafts: 10, perFault: 5 }

it('draws the same drafts and faults from the same seed', async () => {
  const figures = () => plantFaults(corpus, options, new AbortController().signal)
  expect(await figures()).toEqual(await figures())
})

it('finds something to break for every fault, and says what passed', async () => {
  const {
    faults: planted,
    falseHardFlags,
    cleanDrafts,
  } = await plantFaults(corpus, options, new AbortController().signal)
  expect(planted.map(({ fault }) => fault)).toEqual(faults)
  expect(planted.filter(({ planted: count }) => count < options.perFault)).toEqual([])
  expect(planted.every(({ passed, examples }) => passed === examples.length)).toBe(true)
  expect(falseHardFlags).toEqual([])
  expect(cleanDrafts).toBeGreaterThan(10)
})

it.each(faults)('$name changes the sentence or what it cites', (fault) => {
  const random = seededRandom(5)
  for (let tries = 0; tries < 200; tries += 1) {
    const draft = draftFrom(corpus, random)
    const at = random.below(draft.sentences.length)
    const sentence = draft.sentences[at]!
    const broken = fault.break({ draft, sentence, text: sentence.text, corpus, random })
    if (!broken) continue
    expect(markdownOf(draft, at, broken.after)).not.toBe(markdownOf(draft, broken.before ? at : null, broken.before))
    return
  }
  throw new Error(`Nothing was broken by ${fault.name}`)
})

it('lets the re-creation of the peer pass whatever the text says', () => {
  const draft = draftFrom(corpus, seededRandom(1))
  const { evidence, passes } = verify(draft, '# Draft\n\n## Part 1\n\nThe moon is cheese.\n')
  expect([passes, peerPasses(evidence)]).toEqual([false, true])
  expect(peerPasses({ ...evidence, sources: evidence.sources.map((source) => ({ ...source, freshness: null })) })).toBe(
    false,
  )
})
