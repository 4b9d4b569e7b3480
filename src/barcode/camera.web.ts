/**
 * Reads codes from a camera or a picture. The browser's own reader is used where it knows the formats asked for; else
 * zxing, compiled to WebAssembly, a file of our own site that is loaded when it is first needed.
 */

/** As the W3C Shape Detection draft names them. */
export type CodeFormat = 'data_matrix' | 'qr_code' | 'code_128' | 'ean_13';

/** The text of a code; GS1 codes have their symbology identifier in front when the reader tells it (`]d2`). */
export type CodeRead = { readonly text: string; readonly format: CodeFormat };

type Detected = { readonly rawValue: string; readonly format: string };
type Detector = { readonly detect: (source: ImageBitmapSource) => Promise<readonly Detected[]> };
type DetectorClass = {
  new (options: { readonly formats: readonly string[] }): Detector;
  readonly getSupportedFormats: () => Promise<readonly string[]>;
};

declare global {
  /** Not in every browser, nor yet in the types of the language. */
  var BarcodeDetector: DetectorClass | undefined;
}

export type CodeReader = (source: HTMLCanvasElement) => Promise<CodeRead | undefined>;

const RETAIL_PREFIX = ']E0';

const nativeReader = async (formats: readonly CodeFormat[]): Promise<CodeReader | undefined> => {
  const Reader = globalThis.BarcodeDetector;
  if (Reader === undefined) return undefined;
  const known: readonly string[] = await Reader.getSupportedFormats().catch(() => []);
  if (!formats.every((format) => known.includes(format))) return undefined;
  const detector = new Reader({ formats });
  return async (source) => {
    for (const { rawValue, format } of await detector.detect(source)) {
      const found = formats.find((one) => one === format);
      if (found === undefined || rawValue === '') continue;
      return { text: found === 'ean_13' ? `${RETAIL_PREFIX}${rawValue}` : rawValue, format: found };
    }
    return undefined;
  };
};

const ZXING_FORMATS = {
  data_matrix: 'DataMatrix',
  qr_code: 'QRCode',
  code_128: 'Code128',
  ean_13: 'EAN13',
} as const;

const zxingReader = async (formats: readonly CodeFormat[]): Promise<CodeReader> => {
  const [{ prepareZXingModule, readBarcodes }, { default: address }] = await Promise.all([
    import('zxing-wasm/reader'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ]);
  await prepareZXingModule({
    overrides: {
      locateFile: (path: string, folder: string) => (path.endsWith('.wasm') ? address : folder + path),
    },
    fireImmediately: true,
  });
  const asked = formats.map((format) => ZXING_FORMATS[format]);
  return async (source) => {
    const pixels = source.getContext('2d')?.getImageData(0, 0, source.width, source.height);
    if (pixels === undefined) return undefined;
    const [read] = await readBarcodes(pixels, { formats: asked, textMode: 'Plain', maxNumberOfSymbols: 1 });
    const format = formats.find(
      (one) => ZXING_FORMATS[one] === read?.format || ZXING_FORMATS[one] === read?.symbology,
    );
    if (read === undefined || format === undefined || read.text === '') return undefined;
    const isGs1 = read.contentType === 'GS1' || format === 'ean_13';
    return { text: isGs1 ? `${read.symbologyIdentifier}${read.text}` : read.text, format };
  };
};

/** The best reader this browser has; rejects when the network is away and none was loaded before. */
export const openReader = async (formats: readonly CodeFormat[]): Promise<CodeReader> =>
  (await nativeReader(formats)) ?? zxingReader(formats);

/** Why there is no picture. */
export type CameraTrouble = 'none' | 'denied' | 'busy' | 'insecure';

export type Camera = {
  readonly stop: () => void;
  /** Lights the lamp or puts it out; absent where there is none. */
  readonly light: ((isOn: boolean) => Promise<void>) | undefined;
};

const TROUBLES: Readonly<Record<string, CameraTrouble>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const lightOf = (track: MediaStreamTrack): Camera['light'] => {
  const abilities = track.getCapabilities?.() ?? {};
  if (!('torch' in abilities) || abilities.torch !== true) return undefined;
  return async (isOn) => {
    const lamp: MediaTrackConstraintSet & { readonly torch: boolean } = { torch: isOn };
    await track.applyConstraints({ advanced: [lamp] });
  };
};

/** Shows the camera that looks away from the user, or the one there is. */
export const openCamera = async (
  video: HTMLVideoElement,
): Promise<Camera | { readonly trouble: CameraTrouble }> => {
  // Browsers hide the camera from pages that came without https.
  if (!globalThis.isSecureContext) return { trouble: 'insecure' };
  if (navigator.mediaDevices === undefined) return { trouble: 'none' };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    const stop = (): void => {
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    };
    video.srcObject = stream;
    // Interrupted when the video leaves the page while it starts: whoever took it away stops it.
    await video.play().catch(() => {});
    const [track] = stream.getVideoTracks();
    return { stop, light: track && lightOf(track) };
  } catch (error) {
    return { trouble: (error instanceof Error && TROUBLES[error.name]) || 'busy' };
  }
};

/** Read a few times a second: more warms the tablet, and the eye sees no difference. */
const PAUSE_MS = 120;
/** Enough for the code of a vial held at a hand's width; more pixels only take longer. */
const SIDE_MAX = 1280;

const drawn = (source: CanvasImageSource, width: number, height: number): HTMLCanvasElement | undefined => {
  const scale = Math.min(1, SIDE_MAX / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  if (canvas.width === 0 || canvas.height === 0) return undefined;
  canvas.getContext('2d', { willReadFrequently: true })?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
};

/** Reads frame after frame, and tells each code once while it stays in sight; gives back how to stop. */
export const watchVideo = (
  video: HTMLVideoElement,
  read: CodeReader,
  found: (code: CodeRead) => void,
): (() => void) => {
  let timer: number | undefined;
  let isStopped = false;
  let inSight = '';
  const look = async (): Promise<void> => {
    const frame = drawn(video, video.videoWidth, video.videoHeight);
    // A frame that cannot be read is followed by another.
    const code = frame && (await read(frame).catch(() => undefined));
    if (isStopped) return;
    if (code !== undefined && code.text !== inSight) {
      inSight = code.text;
      found(code);
    }
    if (!isStopped) timer = window.setTimeout(() => void look(), PAUSE_MS);
  };
  void look();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
};

/** The code of a picture the user chose; undefined when there is none, or it is no picture. */
export const readPicture = async (file: Blob, read: CodeReader): Promise<CodeRead | undefined> => {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (picture === undefined) return undefined;
  try {
    const canvas = drawn(picture, picture.width, picture.height);
    return canvas && (await read(canvas));
  } finally {
    picture.close();
  }
};

/** A short buzz, on devices that can. */
export const buzz = (): void => {
  navigator.vibrate?.(60);
};
