import { type Measurement, median, quantile } from './measure.js';
import type { Phase } from './phases.js';
import { type TeamMeasurement, teamTarget } from './team.js';

/** Resident memory allowed, in MiB. */
const memoryTarget = 400;
/** A core busier than this is the limit of what was measured. */
const saturated = 0.9;

const widths = [8, 8, 12, 9, 12, 7, 7, 10, 6, 9];

/** Prints the head of the table of phases. */
export function printHead(): void {
  print('', 'bare', '', 'Rollbook', '', '', '', 'busy:', '', '');
  print(
    'phase',
    ...['req/s', 'p50/p99 ms', 'req/s', 'p50/p99 ms', 'ratio', 'target'],
    ...['generator', 'bare', 'Rollbook'],
  );
}

/**
 * Prints a phase's line. Each round gives a ratio of its own; their median counts.
 *
 * @returns whether the target is reached
 */
export function printPhase(
  { name, target }: Phase,
  bare: readonly Measurement[],
  rollbook: readonly Measurement[],
): boolean {
  const ratio = median(
    bare.map((measurement, round) => {
      const other = rollbook[round]?.requestsPerSecond ?? NaN;
      return other / measurement.requestsPerSecond;
    }),
  );
  const generatorBusy = median(bare.map((measurement) => measurement.generatorBusy));
  const bareBusy = median(bare.map((measurement) => measurement.serverBusy));
  const rollbookBusy = median(rollbook.map((measurement) => measurement.serverBusy));
  const reached = ratio >= target;
  print(
    name,
    ...speed(bare),
    ...speed(rollbook),
    ratio.toFixed(3),
    target.toFixed(2),
    ...[generatorBusy, bareBusy, rollbookBusy].map((share) => `${(share * 100).toFixed(0)} %`),
    reached ? 'reached' : 'MISSED',
  );
  if (bareBusy < saturated) {
    const limit = generatorBusy < saturated ? 'other work on this machine' : 'the generator';
    console.log(`  ${limit} was the limit of ${name}: the bare server can do more than this`);
  }
  return reached;
}

/** @returns whether the target is reached */
export function printTeam(name: string, team: TeamMeasurement): boolean {
  const ratio = team.largeTeamMs / team.teamOfOneMs;
  const reached = ratio <= teamTarget;
  console.log(
    `${name}: one more member takes ${team.teamOfOneMs.toFixed(2)} ms in a team of 1, ` +
      `${team.largeTeamMs.toFixed(2)} ms in a team of ${team.teamSize.toLocaleString('en')} (p50): ` +
      `${ratio.toFixed(2)} times, target at most ${teamTarget}: ${reached ? 'reached' : 'MISSED'}`,
  );
  return reached;
}

/** @returns whether the target is reached */
export function printMemory({ now, peak }: { now: number; peak: number }): boolean {
  const reached = now < memoryTarget;
  console.log(
    `Rollbook's resident memory: ${now.toFixed(0)} MiB (at its highest ${peak.toFixed(0)}), ` +
      `target below ${memoryTarget}: ${reached ? 'reached' : 'MISSED'}`,
  );
  return reached;
}

function speed(measurements: readonly Measurement[]): string[] {
  const latencies = measurements.flatMap((measurement) => measurement.latenciesMs);
  const perSecond = median(measurements.map((measurement) => measurement.requestsPerSecond));
  return [
    Math.round(perSecond).toLocaleString('en'),
    `${quantile(latencies, 0.5).toFixed(2)}/${quantile(latencies, 0.99).toFixed(2)}`,
  ];
}

function print(...cells: readonly string[]): void {
  console.log(
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join(' ')
      .trimEnd(),
  );
}
