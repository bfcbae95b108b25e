import type { Corpus } from './corpus.ts'

const office = `# The harbour office

The harbour office keeps the papers of every voyage and hands them to customs. It was founded in 1987, and since 2019 it has worked without paper.

The office keeps three registers of every voyage:

- the manifest of the ship,
- the customs declarations, and
- the receipts of the harbour master.

A customs officer may:

* confirm a document,
* refuse it with a reason, or
* ask for a better copy.

## Storage

Documents are stored in an object store; the registers hold only their names. A name never changes. **Nobody** deletes a document before its ten years are over, see [the archive rules](https://example.org/rules).

| Register | Kept for |
| --- | --- |
| Manifest | ten years |
| Receipts | three years |

\`\`\`sh
harbour archive --before 2016
\`\`\`
`

const decisions = `# Decisions\r\n\r\n## One queue per harbour\r\n\r\nWe decided on 2026-03-02 to give every harbour a queue of its own, because a single queue let one slow harbour hold up all others. The alternative was a queue per ship. It was rejected since most ships carry fewer than five documents.\r\n\r\n## Copies are refused\r\n\r\nA copy of a declaration is refused unless the harbour master has signed it. This was the wish of the customs office.\r\n\r\n- Status: accepted\r\n- Owner: the harbour office\r\n`

const risks = `# What can go wrong

The largest risk is a harbour that loses its connection for more than 24 hours, because its queue then fills up. There is no alarm for queues that nobody reads. However, the office looks at every queue once a day.

> A customs interface that refuses every document of a voyage has happened twice, on 2025-11-04 and on 2026-01-19.

## Open questions

Who pays for a voyage that is refused twice? The procedure for that case is missing. TODO: ask the customs office.
`

const plans = `# Plans for the spring

1. Add an alarm for queues that nobody has read for six hours.
2. Move the archive to the new object store by 2026-05-01.
3. Retire the fax line.

The alarm will be built first, so that the office need not look at the queues by hand. The move of the archive takes about three weeks. In April the harbour master of Brindhaven joins the team, and she will own the archive.
`

const orientation = `---
title: For new colleagues
---

# For new colleagues

A voyage is one journey of a ship from one harbour to another. A manifest is the list of everything that the ship carries. You will need both words on your first day.

Each harbour has a master, who signs the manifest before the ship leaves and hands in the documents of the voyage. Customs officers read them on arrival and confirm or refuse each of them; a refused document goes back to the harbour that sent it.

<div align="center"><img src="x.png" onerror="alert(1)"> Harbour office</div>

For more, see the guide below.
`

/** Documents with lists, tables, code, html, quotations and two kinds of line ends. */
export const harbour: Corpus = {
  name: 'documents of a harbour office',
  goal: 'Document how the harbour office handles the documents of a voyage',
  texts: [
    { id: 'doc_office', type: 'document', name: 'The harbour office', text: office },
    { id: 'doc_decisions', type: 'document', name: 'Decisions', text: decisions },
    { id: 'doc_risks', type: 'document', name: 'What can go wrong', text: risks },
    { id: 'doc_plans', type: 'document', name: 'Plans for the spring', text: plans },
    { id: 'doc_new', type: 'document', name: 'For new colleagues', text: orientation },
  ],
}
