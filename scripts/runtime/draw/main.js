// Jobs: [{ svg, png, size }]; drawn in a page, because a browser engine is the SVG renderer there is anyway.
import { readFileSync, writeFileSync } from 'node:fs';
import { app, BrowserWindow } from 'electron';

/** Runs in the page. */
const draw = async (source, size) => {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${source}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  canvas.getContext('2d').drawImage(image, 0, 0, size, size);
  return canvas.toDataURL('image/png');
};

app.whenReady().then(async () => {
  const jobs = JSON.parse(readFileSync(process.argv.at(-1), 'utf8'));
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
  await window.loadURL('about:blank');
  for (const { svg, png, size } of jobs) {
    const source = readFileSync(svg).toString('base64');
    const url = await window.webContents.executeJavaScript(`(${draw})(${JSON.stringify(source)}, ${size})`);
    writeFileSync(png, Buffer.from(url.split(',')[1], 'base64'));
  }
  app.exit(0);
});
