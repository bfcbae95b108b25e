import { findingsOf } from '../testing/evidence-for.ts'

type Case = [says: string, source: string, findings: string[]]

const source =
  'Each task waits in one durable queue for at most 1,200 seconds, and 3 % of them are retried twice since 2026-03-02.'

describe('one fault in a sentence', () => {
  it.each<Case>([
    [source, source, []],
    [source.replace('1,200', '1,300'), source, ['number_mismatch: 1,300 seconds']],
    [source.replace('3 %', '4 %'), source, ['number_mismatch: 4 %']],
    [source.replace('one durable', 'two durable'), source, ['number_mismatch: two']],
    [source.replace('2026-03-02', '2026-03-03'), source, ['date_mismatch: 2026-03-03']],
    [source.replace('are retried', 'are not retried'), source, ['negation_mismatch: not']],
    [source.replace('Each task waits', 'Each task never waits'), source, ['negation_mismatch: never']],
    [source.replace('durable queue', 'durable Kafka queue'), source, ['name_mismatch: Kafka']],
    ['The ferry crosses the strait under sail.', source, ['unsupported_claim']],
    [
      'The guide says "the broker only wakes workers" about it.',
      'The guide says "the broker only wakes workers" about it.',
      [],
    ],
    [
      'The guide says "the broker always wakes workers" about it.',
      'The guide says "the broker only wakes workers" about it.',
      ['quote_mismatch: the broker always wakes workers'],
    ],
  ])('%s', (says, from, findings) => expect(findingsOf(says, [from])).toEqual(findings))
})

describe('numbers', () => {
  it.each<Case>([
    ['It holds 1200 tasks.', 'It holds 1,200 tasks.', []],
    ['It holds 1 200 tasks.', 'It holds 1,200 tasks.', []],
    ['It holds 1,200 tasks.', 'It holds 1\u202f200 tasks.', []],
    ['Load grew by 3%.', 'Load grew by 3 %.', []],
    ['Load grew by 3 percent.', 'Load grew by 3%.', []],
    ['Load grew by 3.5 %.', 'Load grew by 3.50 %.', []],
    ['Load grew by 3.5 %.', 'Load grew by 35 %.', ['number_mismatch: 3.5 %']],
    ['It waits 5 s before a retry.', 'It waits 5 ms before a retry.', ['number_mismatch: 5 s']],
    ['It waits five seconds before a retry.', 'It waits 5 s before a retry.', []],
    ['It costs 1.2 million dollars a year.', 'It costs $1,200,000 a year.', []],
    ['The service runs on Node 24.10.1 now.', 'The service runs on Node 24.1.10 now.', ['number_mismatch: 24.10.1']],
    ['The service runs on version v2 now.', 'The service runs on version 2 now.', []],
    ['The third replica answers first.', 'The second replica answers first.', ['number_mismatch: third']],
    ['One of the replicas answers.', 'The replicas answer.', []],
    ['3. The replicas of the store answer every call.', 'The replicas of the store answer every call.', []],
    ['Passage 4 says that replicas answer.', 'The passage says that replicas answer.', []],
    ['The hash sha256 names a blob.', 'The hash sha256 names a blob.', []],
    ['Between 3–5 replicas answer.', 'Between 3-5 replicas answer.', []],
    ['At −5 degrees it stops.', 'At 5 degrees it stops.', ['number_mismatch: -5']],
    ['Two hundred drafts ran.', '200 drafts ran.', []],
    ['A seven-year lease was signed.', 'A two-year lease was signed.', ['number_mismatch: seven-year']],
    ['Of three offers, the other two were late.', 'Three offers came in autumn, most of them late.', []],
    ['The queue holds 2000 tasks.', 'The queue holds 2500 tasks.', ['number_mismatch: 2000']],
    [
      'It waits 5 s and then retries 3 times.',
      'It waits 3 s and then retries 5 times.',
      ['number_mismatch: 5 s', 'number_mismatch: 3'],
    ],
  ])('%s ← %s', (says, from, findings) => expect(findingsOf(says, [from])).toEqual(findings))
})

describe('dates', () => {
  it.each<Case>([
    ['The queue runs since 2 March 2026.', 'The queue runs since 2026-03-02.', []],
    ['The queue runs since March 2nd, 2026.', 'The queue runs since 2 Mar. 2026.', []],
    ['The queue runs since March 2026.', 'The queue runs since 2026-03-02.', []],
    ['The durable queue of tasks runs since 3/2/2026.', 'The durable queue of tasks runs since 2 March 2026.', []],
    ['The queue runs since 2 April 2026.', 'The queue runs since 2026-03-02.', ['date_mismatch: 2 April 2026']],
    ['The queue runs since 2025.', 'The queue runs since 2026-03-02.', ['date_mismatch: 2025']],
    ['The queue runs since May 2026.', 'The queue runs since 2026-03-02.', ['date_mismatch: May 2026']],
    ['Dr. Lee met v. Jones on Jan. 5.', 'Dr. Lee met v. Jones on Jan. 5.', []],
    ['Dr. Lee met v. Jones on Jan. 6.', 'Dr. Lee met v. Jones on January 5.', ['date_mismatch: Jan. 6']],
    ['Ferries crossed the strait in the 1990s.', 'Ferries crossed the strait in 1994.', []],
    ['Ferries ran in the 1980s.', 'Ferries ran in 1994.', ['date_mismatch: 1980s']],
    ['Ferries ran from 1998 to 1999.', 'Ferries ran 1998–99.', []],
    ['Workers may retry it.', 'Workers may retry it.', []],
    [
      'The queue opened in 2025 and closed in 2026.',
      'The queue opened in 2024 and closed in 2025.',
      ['date_mismatch: 2025', 'date_mismatch: 2026'],
    ],
  ])('%s ← %s', (says, from, findings) => expect(findingsOf(says, [from])).toEqual(findings))

  it('takes a year from another date of the evidence', () => {
    expect(
      findingsOf('The ferry sailed on 5 March 2025.', ['The ferry sailed on March 5.', 'It was the spring of 2025.']),
    ).toEqual([])
  })
})

describe('names', () => {
  it.each<Case>([
    ['The queue is kept by Falcon’s team.', 'The queue is kept by the Falcon team.', []],
    ['The queue is kept by the Jamaican office.', 'The queue is kept by the office in Jamaica.', []],
    ['The queue is kept by Ada Lovelace.', 'The queue is kept by Grace Hopper.', ['name_mismatch: Ada Lovelace']],
    ['Ada Lovelace keeps the queue.', 'Grace Hopper keeps the queue.', ['name_mismatch: Ada Lovelace']],
    ['Queues are kept on Monday.', 'The queues are kept.', []],
    ['It calls `claimTask` for the queue.', 'It calls claimTask for the queue.', []],
    ['It calls `takeTask` for the queue.', 'It calls `claimTask` for the queue.', ['name_mismatch: takeTask']],
    ['The UK office keeps the queue.', 'The United Kingdom office keeps the queue.', []],
    ['The André office keeps the queue.', 'The Andre\u0301 office keeps the queue.', []],
    ['You MUST keep the queue.', 'You must keep the queue.', []],
  ])('%s ← %s', (says, from, findings) => expect(findingsOf(says, [from])).toEqual(findings))

  it('is lenient with a name that another text of the pack has', () => {
    const from = ['The queue is kept by the office.']
    expect(findingsOf('The queue is kept by the Falcon office.', from, { pack: ['Falcon is a team.'] })).toEqual([
      'soft name_mismatch: Falcon',
    ])
    expect(findingsOf('The queue is kept by the Falcon office.', from, { name: 'Falcon handbook' })).toEqual([])
  })
})

describe('negation', () => {
  it.each<Case>([
    ['Workers retry a failed task.', 'Workers never retry a failed task.', ['negation_mismatch: never']],
    ['Workers don’t retry a failed task.', 'Workers retry a failed task.', ["negation_mismatch: don't"]],
    ['Workers do not retry a failed task.', "Workers don't retry a failed task.", []],
    ['Not only workers retry a task.', 'Workers also retry a task.', []],
    ['No worker retries a failed task.', 'Workers cannot retry a failed task.', []],
    ['Tasks are lost.', 'No tasks are lost.', ['negation_mismatch: no']],
    ['Workers do not retry a failed task.', 'Workers refuse to retry a failed task.', []],
    ['A task is claimed within no more than 5 s.', 'A task is claimed within 5 s.', []],
    ['A task is not lost when no worker runs.', 'A task is lost when no worker runs.', ['negation_mismatch: not']],
    ['A row which is lost is not reported.', 'A row which is not lost is not reported.', ['negation_mismatch: not']],
    ['Workers pull tasks.', 'Workers pull tasks; the broker does not push them.', []],
  ])('%s ← %s', (says, from, findings) => expect(findingsOf(says, [from])).toEqual(findings))
})

describe('wording', () => {
  const source = 'Grace Hopper reports to Ada Lovelace, who opened the first office in Turin before the war.'
  it.each<Case>([
    [
      'Ada Lovelace reports to Grace Hopper, who opened the first office in Turin before the war.',
      source,
      ['name_mismatch: Ada Lovelace Grace Hopper'],
    ],
    [source.replace('before', 'after'), source, ['negation_mismatch: after']],
    [source.replace('first', 'last'), source, ['negation_mismatch: last']],
    [source.replace('opened', 'closed'), source, ['negation_mismatch: closed']],
    [source.replace('reports to', 'meets'), source, ['soft partially_supported']],
    [
      'It is a lake in east-central Ontario.',
      'It is a lake in west-central Ontario.',
      ['negation_mismatch: east-central'],
    ],
    ['Every lost task is claimed again.', 'No lost task is claimed again.', ['negation_mismatch: no']],
    ['The ferries call at Turin, Oslo and Bergen.', 'The ferries call at Oslo, Bergen and Turin.', []],
    ['In Turin before the war, Ada Lovelace opened the first office.', source, []],
  ])('%s ← %s', (says, from, findings) => expect(findingsOf(says, [from, 'Turin lies in Italy.'])).toEqual(findings))

  it('takes a name of the pack in the place of another for a hard fault', () => {
    const from = ['Each durable queue of the system is kept by Falcon in Oslo.']
    expect(findingsOf(from[0]!.replace('Falcon', 'Osprey'), from, { pack: ['The team Osprey is new.'] })).toEqual([
      'name_mismatch: Osprey',
    ])
  })

  it('asks for what a repeated sentence goes on with', () => {
    const from = ['A worker claims each waiting task within one lease.', 'Leases are renewed by heartbeats.']
    const added = 'because the harbour office demanded shorter journeys for passengers'
    expect(findingsOf(`A worker claims each waiting task within one lease ${added}.`, from)).toEqual([
      'unsupported_claim',
    ])
    expect(findingsOf('A worker claims each waiting task within one lease, renewed by heartbeats.', from)).toEqual([])
  })

  it('tells a sentence that another source of the pack says from one that the cited source says', () => {
    const says = 'The store keeps each finished run for several months.'
    const from = ['The store keeps each running task for some time.', 'A finished run stays.']
    expect(findingsOf(says, from, { pack: [says] })).toEqual(['unsupported_claim'])
    expect(findingsOf(says, [...from, says], { pack: [says] })).toEqual([])
  })
})

describe('quotations', () => {
  const from = 'He wrote that “no state – however odd – is a trap”,\nand meant it.'
  it.each<[string, string[]]>([
    ['He wrote "no state - however odd - is a trap" and meant it.', []],
    ['He wrote that "no state … is a trap" and meant it.', []],
    ['He wrote that "no state is a trap" and meant it.', ['quote_mismatch: no state is a trap']],
    ['He wrote that “no state” is odd, and meant it.', []],
  ])('%s', (says, findings) => expect(findingsOf(says, [from])).toEqual(findings))
})

describe('citations', () => {
  const from = ['Workers pull tasks.']
  it.each<[string[], string[]]>([
    [['doc_a'], []],
    [[], ['uncited_claim']],
    [['doc_invented'], ['unknown_citation: doc_invented']],
    [['doc_hidden'], ['unknown_citation: doc_hidden']],
    [['doc_a', 'doc_b'], ['citation_outside_pack: doc_b']],
  ])('%j', (ids, findings) => expect(findingsOf('Workers pull tasks.', from, { ids })).toEqual(findings))
})

describe('support', () => {
  it('is partial between the thresholds, and when there is nothing to compare', () => {
    expect(findingsOf('Workers pull tasks slowly today.', ['Workers pull tasks.'])).toEqual([])
    expect(findingsOf('Workers pull heavy tasks slowly today.', ['Workers pull tasks.'])).toEqual([
      'soft partially_supported',
    ])
    expect(findingsOf('It is so.', ['Workers pull tasks.'])).toEqual(['soft partially_supported'])
    expect(findingsOf('It is so.', ['It is so.'])).toEqual([])
  })

  it('adds up at most three sentences', () => {
    const sources = ['Workers pull.', 'Tasks wait.', 'Queues last.', 'Runs end.']
    expect(findingsOf('Workers tasks queues runs.', sources)).toEqual([])
    expect(findingsOf('Workers tasks queues runs leases blobs.', [...sources, 'Leases.', 'Blobs.'])).toEqual([
      'soft partially_supported',
    ])
  })

  it('reads through emoji, CRLF and combining marks', () => {
    expect(findingsOf('🚀 The café queue works.', ['🚀 The cafe\u0301\r\nqueue works.'])).toEqual([])
  })
})
