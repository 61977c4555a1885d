/** A measured figure beside its target, and the table they make. */

export interface Figure {
  name: string;
  value: number;
  unit: string;
  target: string;
  /** The figure as a share of its limit, where it has one. */
  share?: number;
  met?: boolean;
}

export function renderFigures(figures: readonly Figure[], machine: string): string {
  const rows = figures.map(({ name, value, unit, target, share, met }) => {
    const limit = share === undefined ? '' : ` (${(share * 100).toFixed(0)} %)`;
    return `| ${name} | ${format(value)} ${unit}${limit} | ${target} | ${met === undefined ? '' : met ? 'met' : 'missed'} |`;
  });
  return [`Measured on: ${machine}.`, '', '| figure | measured | target | |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}

/** The value below which `share` of the sorted list lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
