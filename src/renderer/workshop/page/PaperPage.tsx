import type { Briefing } from '@shared/contract/briefing';
import type { Paper, PaperBlock, PaperText } from '@shared/paper/blocks';
import type { PaperTemplate } from '@shared/paper/template';
import type { CSSProperties } from 'react';
import { BriefingChart } from '../BriefingChart';
import { pageRules, typeVariables } from './style';

function PaperTable({ block }: { block: Extract<PaperBlock, { kind: 'table' }> }) {
  const shares = block.columns.reduce((sum, { share }) => sum + share, 0);
  return (
    <>
      <p className="caption">{block.caption}</p>
      <table>
        <colgroup>
          {block.columns.map(({ head, share }) => (
            <col key={head} style={{ width: `${(share / shares) * 100}%` }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {block.columns.map(({ head }) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map((cells, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a printed table never move
            <tr key={index} className={index === block.totalRow ? 'total' : undefined}>
              {block.columns.map(({ head, align }, column) => (
                <td key={head} style={{ textAlign: align }}>
                  {cells[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

type Sources = ReadonlyMap<string, string>;

interface BlockProps {
  readonly block: PaperBlock;
  readonly model: Briefing | undefined;
  readonly t: PaperText;
  readonly sources: Sources;
}

function Photos({ block, sources }: { block: Extract<PaperBlock, { kind: 'photos' }>; sources: Sources }) {
  return (
    <section className="photos">
      <p className="caption">{block.title}</p>
      <div>
        {block.items.map(({ src, caption }) => (
          <figure key={src}>
            <img src={sources.get(src)} alt={caption} />
            <figcaption className="about">{caption}</figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}

function Block({ block, model, t, sources }: BlockProps) {
  if (block.kind === 'heading') return block.level === 1 ? <h2>{block.text}</h2> : <h3>{block.text}</h3>;
  if (block.kind === 'paragraph') return <p className="text">{block.text}</p>;
  if (block.kind === 'table') return <PaperTable block={block} />;
  if (block.kind === 'photos') return <Photos block={block} sources={sources} />;
  if (block.kind === 'figure') {
    return !model ? null : (
      <figure>
        <p className="caption">{block.title}</p>
        <div role="img" aria-label={block.alt}>
          <BriefingChart chart={block.chart} model={model} t={t} />
        </div>
        <figcaption className="about">{block.about}</figcaption>
      </figure>
    );
  }
  return (
    <section className={block.items.length <= 4 ? 'notes short' : 'notes'}>
      <h4>{block.title}</h4>
      <ol>
        {block.items.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ol>
    </section>
  );
}

/** A document laid out for printing: Chromium cuts it into pages by the template's page rules. */
export function PaperPage(props: {
  paper: Paper;
  model?: Briefing;
  template: PaperTemplate;
  t: PaperText;
  sources?: Sources;
}) {
  const { paper, model, template, t, sources = new Map() } = props;
  return (
    <>
      <style>{pageRules(template)}</style>
      <article className="paper" lang={paper.language} style={typeVariables(template) as CSSProperties}>
        <header className="masthead">
          <h1>{paper.title}</h1>
          <p>{paper.issue}</p>
          <p className="line">
            <span>{paper.issuer}</span>
            <span>{paper.date}</span>
          </p>
        </header>
        {paper.blocks.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a printed document never move
          <Block key={index} block={block} model={model} t={t} sources={sources} />
        ))}
      </article>
    </>
  );
}
