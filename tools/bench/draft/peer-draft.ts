import { expectStatus, type HttpClient } from '../http-client.ts'

const template = ['Overview', 'Key Decisions', 'Implementation Notes', 'Risks And Gaps']
const researchTypes = ['pattern', 'guide', 'topic', 'episode', 'source', 'document', 'note', 'decision', 'claim']
const itemsPerSection = 8
const bulletCharacters = 320

interface Item {
  id: string
  name: string
  content: string
}

/**
 * A clean re-creation of how the peer drafts, over the same rows: a fixed template, for each section one search of
 * eight items of research types, a bullet of at most 320 characters for each, and a check that does not read the text:
 * every section has sources, every source a date, and none an open claim. The rows of this bench have dates and no open
 * claims, so the first rule alone is left to ask.
 */
export const peerDraft = async (client: HttpClient, goal: string): Promise<{ markdown: string; passes: boolean }> => {
  const sections: { title: string; items: Item[] }[] = []
  for (const title of template) {
    const body = await expectStatus(
      client,
      'POST',
      '/api/search',
      {
        query: `${goal} ${title}`,
        types: researchTypes,
        limit: itemsPerSection,
        content_max_chars: bulletCharacters,
      },
      200,
    )
    sections.push({ title, items: (body as { results: Item[] }).results })
  }
  const bullet = ({ id, name, content }: Item) => `- **${name}**: ${content.slice(0, bulletCharacters)} [${id}]`
  const markdown = sections.map(({ title, items }) => `## ${title}\n\n${items.map(bullet).join('\n')}`).join('\n\n')
  const passes = sections.every(({ items }) => items.length > 0)
  return { markdown: `# ${goal}\n\n${markdown}\n`, passes }
}
