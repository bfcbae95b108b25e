import { errorCatalogue, errorKinds } from '@synthwright/contracts'
import { page, table } from './page.ts'

/** Every error code, by what it means for whoever must act on it. */
export const errorsPage = (): string =>
  page('Errors', 'The closed catalogue of error codes inside the system. Each surface renders them in its own words.', [
    {
      heading: 'Codes by kind',
      body: table(
        ['kind', 'codes'],
        errorKinds.map((kind) => [
          kind,
          Object.entries(errorCatalogue)
            .filter(([, of]) => of === kind)
            .map(([code]) => `\`${code}\``)
            .join(', '),
        ]),
      ),
    },
  ])
