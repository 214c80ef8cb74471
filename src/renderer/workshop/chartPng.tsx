import type { Briefing } from '@shared/contract/briefing';
import { CodedError } from '@shared/contract/errors';
import type { WorkshopOutput } from '@shared/contract/workshop';
import type { PaperChart } from '@shared/paper/blocks';
import { createRoot } from 'react-dom/client';
import { BriefingChart } from './BriefingChart';
import { settled } from './settled';
import { paperText } from './texts';

export interface ChartJob {
  readonly chart: PaperChart;
  readonly model: Briefing;
  readonly language: 'zh-CN' | 'en';
  readonly scale: number;
}

/** An SVG without its page: complete in itself, so that it draws the same as an image. */
function standalone(svg: SVGSVGElement, width: number, height: number): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.removeAttribute('style');
  return new XMLSerializer().serializeToString(copy);
}

async function rasterise(svg: SVGSVGElement, scale: number): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height] = [svg.width.baseVal.value * scale, svg.height.baseVal.value * scale];
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg, width, height))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('No canvas.');
  context.fillStyle = '#FFFFFF';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('No PNG.');
  return new Uint8Array(await blob.arrayBuffer());
}

/** Draw a chart of the briefing off-screen and give it as PNG. @throws CodedError `chart.failed` {chart}. */
export async function chartPng(job: ChartJob): Promise<WorkshopOutput<'chart.png'>> {
  const stage = document.createElement('div');
  stage.className = 'stage';
  document.body.append(stage);
  const root = createRoot(stage);
  try {
    root.render(<BriefingChart chart={job.chart} model={job.model} t={paperText(job.language)} />);
    const [svg] = await settled(stage, 1);
    if (!svg) throw new Error('No SVG.');
    const bytes = await rasterise(svg, job.scale);
    const view = new DataView(bytes.buffer);
    return { bytes, width: view.getUint32(16), height: view.getUint32(20) };
  } catch (error) {
    throw new CodedError('chart.failed', { chart: job.chart }, String(error));
  } finally {
    root.unmount();
    stage.remove();
  }
}
