import * as fc from 'fast-check';
import { v5 as uuidv5 } from 'uuid';
import { isCorrection } from '#domain/correction.js';
import { deciders } from '#domain/deciders.js';
import { recordedByRank, recordedInOrder } from '#read-models/testing/simulated-recorder.js';
import { type SeededRandom, seededRandom } from '#read-models/testing/seeded-random.js';
import { type Entry, NEGOTIATION, randomHistory } from '#read-models/testing/random-history.js';
import { type Document, routesOf } from '../support/examples.js';
import type { ReceiptBody } from '../support/service.js';

const NAMESPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
/** The name of a thing or an event in a random history. */
const NAME = /^[a-z]+:\d+$/;

/** Drawn negotiations, each in the order of recording: half of them as things happened, half of them with late facts. */
export const randomHistories = (count: number, seed: number): readonly (readonly Entry[])[] =>
  fc
    .sample(randomHistory, { numRuns: count, seed })
    .map(recordedInOrder)
    .map((log, n) => openedFirst(n % 2 === 0 ? log : recordedByRank(log)));

/** The service takes nothing of a negotiation before it is opened. */
const openedFirst = (log: readonly Entry[]): readonly Entry[] => {
  const opening = log.find(({ id }) => id === NEGOTIATION)!;
  return [opening, ...log.filter((entry) => entry !== opening)];
};

/** `key`: the Idempotency-Key. */
export type Command = Readonly<{ path: string; body: Readonly<Record<string, unknown>>; key: string }>;
/** @returns the receipt, or nothing if the service refuses the command */
export type Send = (command: Command) => Promise<ReceiptBody | undefined>;

/** Sends a drawn negotiation to a service, part by part. A fact that refers to a refused one is left out. */
export class DrawnTalks {
  /** The ids that the service gave, by the names of things and events. */
  private readonly ids = new Map<string, string>();
  private readonly draw: SeededRandom;
  private told = 0;

  constructor(
    private readonly number: number,
    private readonly log: readonly Entry[],
    private readonly document: Document,
  ) {
    this.draw = seededRandom(number, new Map());
  }

  /** The id of the negotiation once it is open. */
  get id(): string | undefined {
    return this.ids.get(NEGOTIATION);
  }
  get length(): number {
    return this.log.length;
  }

  /** Sends the next of `parts` equal parts, then marks one thing. */
  async tellPart(parts: number, send: Send): Promise<void> {
    const end = Math.min(this.log.length, this.told + Math.ceil(this.log.length / parts));
    for (const entry of this.log.slice(this.told, end)) {
      const command = this.commandOf(entry);
      const receipt = command && (await send(command));
      if (receipt === undefined) continue;
      this.ids.set(entry.id, receipt.id).set(entry.name, receipt.events.at(-1)!.id);
    }
    this.told = end;
    const command = this.marking();
    if (command) await send(command);
  }

  private commandOf(entry: Entry): Command | undefined {
    const { kind, id, telling } = entry;
    const { type, data, circumstances } = telling;
    const { records, opening } = deciders[kind];
    const name = isCorrection(telling)
      ? `${type === 'RecordVoided' ? 'Void' : 'Correct'}-${kind}`
      : Object.keys(records).find((command) => records[command] === type)!;
    const fact = this.named({ ...data, ...circumstances });
    if (fact === undefined) return undefined;
    const parameters = { ...fact, id: this.ids.get(id), negotiationId: this.id } as Record<string, string | undefined>;
    const pattern = this.pathOf(name);
    const inPath = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter!);
    if (inPath.some((parameter) => parameters[parameter] === undefined)) return undefined;
    const path = inPath.reduce(
      (filled, parameter) => filled.replace(`{${parameter}}`, parameters[parameter]!),
      pattern,
    );
    for (const parameter of inPath) delete fact[parameter];
    const key = `${this.number} ${entry.name}`;
    if (name !== opening) return { path, body: fact, key };
    return {
      path,
      body: {
        ...fact,
        // The client chooses some of the ids.
        ...(this.draw.oneIn(2) && { id: uuidv5(`${this.number} ${id}`, NAMESPACE) }),
        ...(this.draw.oneIn(15) && { marking: this.drawnMarking() }),
      },
      key,
    };
  }

  private marking(): Command | undefined {
    const marked = this.draw.one(this.log.filter(({ id, kind }) => kind !== 'negotiation' && this.ids.has(id)));
    if (marked === undefined) return undefined;
    const path = this.pathOf(`Mark-${marked.kind}`).replace('{id}', this.ids.get(marked.id)!);
    const body = { marking: this.drawnMarking(), reason: this.draw.text('marked') };
    return { path, body, key: `${this.number} marking ${this.told}` };
  }

  private drawnMarking() {
    const level = this.draw.one(['public', 'restreint', 'confidentiel', 'secret', 'tres-secret']);
    return {
      level,
      ...(this.draw.oneIn(3) && { compartments: ['trade'] }),
      ...(this.draw.oneIn(4) && { originator: 'The embassy', handling: ['LIMITE'] }),
    };
  }

  /** The fact with ids in place of names and EDTF in place of dates; nothing if it refers to a refused one. */
  private named(fact: object): Record<string, unknown> | undefined {
    let isWhole = true;
    const told = JSON.stringify(fact, (_, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'edtf' in value) return value.edtf;
      if (value === 'no such code') return '999'; // unknown to CAMEO too, but well-formed
      if (typeof value !== 'string' || !NAME.test(value)) return value;
      isWhole &&= this.ids.has(value);
      return this.ids.get(value);
    });
    return isWhole ? (JSON.parse(told) as Record<string, unknown>) : undefined;
  }

  private pathOf(command: string): string {
    return routesOf(this.document).find(({ operation }) => operation.operationId === command)!.path;
  }
}
