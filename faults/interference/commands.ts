import { type Document, examplesOf, type Route, routesOf } from '../../test/support/examples.js';
import { EXAMPLE_ID, idIn } from './pair.js';

export type Command = Readonly<{ address: string; body: object }>;
/** `name`: the same in each pair. */
export type Refusal = Command & Readonly<{ name: string; route: Route }>;

/** Every command, about what is shared: what it would record, what may be the same, and what would be shown otherwise. */
export function* trialsOf(document: Document, run: number): Generator<Command> {
  const own = (text: string) => text.replaceAll(EXAMPLE_ID, (id) => idIn(run, 'shared', id));
  for (const route of recordingRoutes(document)) {
    for (const body of examplesOf(route)) {
      const told = JSON.parse(own(JSON.stringify(body))) as Record<string, unknown>;
      // The service would make another id each time.
      if ('id' in told) told['id'] = idIn(run, 'shared', `tried ${route.path}`);
      yield { address: own(exampleAddressOf(route)), body: told };
    }
  }
}

/**
 * The commands that a recorder with that clearance is refused: all that are about a hidden thing, or name one. `undefined`: one that
 * names nothing hidden in this pair, so that the others keep their places.
 */
export function* refusalsOf(
  document: Document,
  { run, hidden }: Readonly<{ run: number; hidden: readonly string[] }>,
): Generator<Refusal | undefined> {
  const ids = new Set(hidden.map((stream) => stream.slice(stream.indexOf('-') + 1)));
  for (const route of recordingRoutes(document)) {
    const [body] = examplesOf(route);
    if (body === undefined) continue;
    for (const space of ['shared', 0] as const) {
      const inSpace = (text: string) =>
        text.replaceAll(EXAMPLE_ID, (id) =>
          ids.has(idIn(run, space, id)) ? idIn(run, space, id) : idIn(run, 'shared', id),
        );
      const told = { ...(JSON.parse(inSpace(JSON.stringify(body))) as Record<string, unknown>) };
      // A recorder who chooses an id learns whether a hidden thing has it: docs/SECURITY.md says so.
      if ('id' in told) told['id'] = idIn(run, 'shared', `fresh ${route.path}`);
      const address = inSpace(exampleAddressOf(route));
      const isHidden = [...ids].some((id) => address.includes(id) || JSON.stringify(told).includes(id));
      yield isHidden ? { name: `POST ${route.path}`, address, body: told, route } : undefined;
    }
  }
}

/** Those that record one fact. */
const recordingRoutes = (document: Document): readonly Route[] =>
  routesOf(document).filter(({ path, method }) => method === 'post' && path !== '/v1/batches');

const exampleAddressOf = ({ path, operation }: Route): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(operation.parameters!.find((parameter) => parameter.name === name)!.schema.example),
  );
