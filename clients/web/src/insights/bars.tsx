import type { InsightsFigure } from '@ourplace/sdk';
import type { ComponentChildren } from 'preact';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { insightsWords } from '../words/insights.ts';
import { figureWords, isWhole } from './wording.ts';

export interface Bar {
  key: string;
  label: string;
  figure: InsightsFigure | undefined;
  note?: string | false;
}

/** Bars with what they say in words at their end: read aloud, a list of names and numbers. */
export function Bars({ of, label }: { of: readonly Bar[]; label: string }) {
  const most = Math.max(1, ...of.map(({ figure }) => figure?.count ?? 0));
  return (
    <ul class="bars" aria-label={label}>
      {of.map(({ key, label: name, figure, note }) => (
        <li key={key}>
          <span dir="auto">
            {name} {note && <span class="tag">{note}</span>}
          </span>
          <span class={isWhole(figure) ? 'num strong' : 'soft'}>{figureWords(figure)}</span>
          <Stroke share={(figure?.count ?? 0) / most} whole={isWhole(figure)} />
        </li>
      ))}
    </ul>
  );
}

/** What is known is filled; where there may be more, the rest of the line is dashed. */
function Stroke({ share, whole }: { share: number; whole: boolean }) {
  return (
    <svg class="bars__bar" aria-hidden="true" width="100%" height="14">
      {!whole && <rect class="bars__open" x="1" y="1" width="calc(100% - 2px)" height="12" rx="3" />}
      {share > 0 && <rect class="bars__full" x="0" y="0" width={`${share * 100}%`} height="14" rx="3" />}
      {whole && <line class="bars__ground" x1="0" x2="100%" y1="13.5" y2="13.5" />}
    </svg>
  );
}

/** Said again, since the layout of a phone takes them away. */
const as = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

/** The numbers of a chart, folded away below it; on a phone each row is a block. */
export function Table(props: {
  caption: string;
  head: readonly string[];
  rows: readonly { key: string; cells: readonly ComponentChildren[] }[];
  open?: boolean;
}) {
  const [first, ...others] = props.head;
  return (
    <details class="insights__table" open={props.open}>
      <summary>{insightsWords().asTable}</summary>
      <table class="table" {...as.table}>
        <caption>{props.caption}</caption>
        <thead {...as.rowgroup}>
          <tr {...as.row}>
            <th scope="col" {...as.columnheader}>
              {first}
            </th>
            {others.map((name) => (
              <th key={name} scope="col" {...as.columnheader}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...as.rowgroup}>
          {props.rows.map(({ key, cells: [name, ...cells] }) => (
            <tr key={key} {...as.row}>
              <th scope="row" {...as.rowheader} dir="auto">
                {name}
              </th>
              {cells.map((cell, at) => (
                <td key={others[at]} {...as.cell} data-name={others[at]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** One table as a file; the mark at its beginning tells spreadsheets that it is UTF-8. */
export function Download({ about, name, fetchCsv }: { about: string; name: string; fetchCsv: CsvOf }) {
  const session = useSession();
  const words = insightsWords();
  return (
    <div class="actions">
      <Act
        kind="quiet"
        icon="down"
        words={words.download}
        busy={words.downloading}
        about={about}
        run={async () => {
          const link = document.createElement('a');
          const csv = await fetchCsv(session);
          link.href = URL.createObjectURL(new Blob(['\ufeff', csv], { type: 'text/csv;charset=utf-8' }));
          link.download = words.fileName(name);
          link.click();
          setTimeout(() => URL.revokeObjectURL(link.href));
        }}
      />
    </div>
  );
}

export type CsvOf = (session: ReturnType<typeof useSession>) => Promise<string>;
