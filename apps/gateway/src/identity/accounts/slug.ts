import { randomToken } from '@synthwright/kernel'

const longest = 40

/** A name as it can stand in an address: lower-case letters, digits and hyphens; `team` when nothing of it can. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replaceAll(/^-|-$/g, '') || 'team'

/** Slugs to try in turn: the plain one first, then drawn ones. */
export function* slugsFor(name: string): Generator<string> {
  const slug = slugOf(name)
  yield slug
  for (;;)
    yield `${slug}-${randomToken(6)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '0')}`
}
