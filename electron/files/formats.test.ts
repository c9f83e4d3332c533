import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryDetails } from '../../e2e/fixtures/arbitrary-details.ts';
import { FileFormat } from '../../shared/file.ts';
import type { Flow } from '../../shared/flow.ts';
import { LineError } from '../cli/flow-text.ts';
import { createFlowReader, detectFormat } from './flow-reader.ts';
import { createFlowWriter } from './flow-writer.ts';

const arbitraryFlow = arbitraryDetails.map(({ flow }) => flow);
const everything = ['csv', 'jsonl', 'snapshot'] as const;

function write(format: FileFormat, flows: readonly Flow[]): string {
  const writer = createFlowWriter(format, 'Sandbox', new Date(0));
  return writer.head + flows.map(writer.line).join('') + writer.tail(flows.length);
}

function read(format: FileFormat, text: string): { flows: Flow[]; warnings: string[] } {
  const reader = createFlowReader(format);
  const flows = text.split(/\r?\n/).flatMap((line) => reader.read(line) ?? []);
  return { flows, warnings: reader.warnings() };
}

describe.each(everything)('%s', (format) => {
  it('gives back every flow as it was', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFlow, { maxLength: 5 }), (flows) => {
        expect(read(format, write(format, flows))).toEqual({ flows, warnings: [] });
      }),
    );
  });

  it('is known by its first line', () => {
    fc.assert(
      fc.property(arbitraryFlow, (flow) => {
        expect(detectFormat(write(format, [flow]).split(/\r?\n/)[0] ?? '')).toBe(format);
      }),
    );
  });
});

describe('save lines', () => {
  it('give back tuples, zones, mark, state, timeout and what conntrack(8) knows of the status', () => {
    fc.assert(
      fc.property(arbitraryFlow, (flow) => {
        const text = write('save', [flow]);
        if (text === '') return;
        const [back] = read('save', text).flows;
        const { original, zones, protocol, family, timeoutSeconds } = flow;
        expect(back).toMatchObject({ original, zones, protocol, family, timeoutSeconds });
        expect(back?.mark ?? 0).toBe(flow.mark ?? 0);
        expect(back?.state).toBe(flow.state);
        expect(back?.status).toBe(flow.status & 0x0436);
        const { source, destination, l4 } = flow.reply;
        expect(back?.reply).toMatchObject({ source, destination });
        if (l4.kind === 'ports' || l4.kind === 'gre') expect(back?.reply.l4).toEqual(l4);
        expect(detectFormat(text)).toBe('save');
      }),
    );
  });
});

describe.each([...FileFormat.options, 'listing'] as const)('the reader of %s', (format) => {
  it('answers every line with a flow, nothing, or a reason', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      arbitraryFlow.chain((flow) => {
        const text = write(format === 'listing' ? 'save' : format, [flow]);
        return fc.nat(text.length).map((end) => text.slice(0, end));
      }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const reader = createFlowReader(format);
        for (const text of lines) {
          try {
            reader.read(text);
          } catch (thrown) {
            const isWhole = thrown instanceof Error && 'code' in thrown && thrown.code === 'invalid';
            if (!isWhole) expect(thrown).toBeInstanceOf(LineError);
          }
        }
        expect(reader.warnings()).toBeInstanceOf(Array);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a snapshot', () => {
  const flows = fc.sample(arbitraryFlow, 3);
  const lines = write('snapshot', flows).trimEnd().split('\n');

  it('that was cut off is known for one', () => {
    expect(read('snapshot', lines.slice(0, -1).join('\n')).warnings).toEqual([
      'The snapshot has no end: the file was cut off.',
    ]);
    const without = [lines[0], lines[2], lines[3], lines[4]].join('\n');
    expect(read('snapshot', without).warnings).toEqual(['The snapshot says it holds 3 flows, but has 2.']);
  });

  it('of a newer version is refused', () => {
    const newer = lines.join('\n').replace('Snapshot":1', 'Snapshot":2');
    expect(() => read('snapshot', newer)).toThrow(
      'This snapshot has version 2; versions up to 1 can be read.',
    );
  });
});

describe('a table of comma-separated values', () => {
  const [flow] = fc.sample(arbitraryFlow, 1);

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', "'=1", "'", '"quoted", and more', 'two\nlines'])(
    'makes %j harmless for a spreadsheet, and gives it back',
    (helper) => {
      if (!flow) return;
      const text = write('csv', [{ ...flow, helper }]);
      for (const cell of text.split(/,|\r\n/)) expect(cell).not.toMatch(/^"?[=+\-@\t\r]/);
      expect(read('csv', text).flows).toEqual([{ ...flow, helper }]);
    },
  );

  it('needs its columns, in any order, and says which it does not know', () => {
    expect(() => read('csv', 'protocol,source,note\n')).toThrow('names no column destination');
    const { flows, warnings } = read(
      'csv',
      'Destination,note,protocol,source,destination_port,source_port\n192.0.2.2,x,udp,192.0.2.1,53,4000\n',
    );
    expect(flows).toMatchObject([
      {
        protocol: 17,
        original: { source: '192.0.2.1', l4: { kind: 'ports', source: 4000, destination: 53 } },
        reply: { source: '192.0.2.2', l4: { kind: 'ports', source: 53, destination: 4000 } },
      },
    ]);
    expect(warnings).toEqual(['Columns that say nothing here were passed over: “note”.']);
  });

  it.each([
    ['udp,1.1.1,192.0.2.2', 'source must be a complete IPv4 or IPv6 address, not “1.1.1”'],
    ['nosuch,192.0.2.1,192.0.2.2', 'the protocol must be a whole number from 0 to 255, not “nosuch”'],
    ['udp,192.0.2.1,2001:db8::1', 'the addresses are not all of one family'],
    ['udp,"192.0.2.1"x,192.0.2.2', 'a quote stands in the middle of a cell'],
  ])('refuses %j', (line, reason) => {
    expect(() => read('csv', `protocol,source,destination\n${line}\n`)).toThrow(reason);
  });

  it('does not let one open quote swallow the file', () => {
    const reader = createFlowReader('csv');
    reader.read('protocol,source,destination');
    for (let line = 0; line < 15; line++) expect(reader.read(line === 0 ? '"open' : 'x')).toBeNull();
    expect(() => reader.read('x')).toThrow('a quote is not closed within 16 lines');
    expect(reader.read('50,192.0.2.1,192.0.2.2')).not.toBeNull();
  });
});
