/**
 * Reads a code by the camera, or from a photo where there is no camera. It works while it is on the page; what it sees
 * and what goes wrong is said in words, and told to screen readers.
 */
import { useEffect, useRef, useState } from 'react';
import {
  Button,
  Dialog,
  DialogTrigger,
  FileTrigger,
  Heading,
  Modal,
  ModalOverlay,
  ToggleButton,
} from 'react-aria-components';
import {
  buzz,
  type Camera,
  type CameraTrouble,
  type CodeFormat,
  type CodeReader,
  openCamera,
  openReader,
  readPicture,
  watchVideo,
} from '#barcode/camera.web.ts';
import type { Text } from '#kernel/text.ts';
import { useSpeech } from '#kit/language.tsx';
import { WORDS } from '#kit/words.ts';
import './scanner.css';

const SAY = {
  starting: { fr: 'La caméra s’ouvre…', en: 'The camera is opening…' },
  looking: {
    fr: 'Tenez le code bien à plat, à une main de distance.',
    en: 'Hold the code flat, a hand’s width away.',
  },
  read: { fr: 'Code lu.', en: 'Code read.' },
  reading: { fr: 'Lecture de la photo…', en: 'Reading the photo…' },
  nothing: {
    fr: 'Aucun code sur cette photo. Reprenez-la de plus près, le code net et à plat.',
    en: 'No code in this photo. Take it again from nearer, with the code sharp and flat.',
  },
  light: { fr: 'Lampe', en: 'Lamp' },
  photo: { fr: 'Choisir une photo', en: 'Choose a photo' },
  again: { fr: 'Rouvrir la caméra', en: 'Open the camera again' },
  camera: { fr: 'Lecteur de codes', en: 'Code reader' },
  engine: {
    fr: 'Le lecteur n’a pas pu être chargé\u00a0: vérifiez le réseau, puis rouvrez la caméra. En attendant, écrivez à la main ce qui est imprimé.',
    en: 'The reader could not be loaded: check the network, then open the camera again. Meanwhile write by hand what is printed.',
  },
} as const satisfies Record<string, Text>;

const TROUBLES: Readonly<Record<CameraTrouble, Text>> = {
  none: {
    fr: 'Aucune caméra sur cet appareil. Choisissez une photo, ou employez une douchette.',
    en: 'No camera on this device. Choose a photo, or use a scanner.',
  },
  denied: {
    fr: 'La caméra est refusée à cette page. Autorisez-la par l’icône à gauche de l’adresse, puis rouvrez-la\u00a0; ou choisissez une photo.',
    en: 'The camera is not allowed for this page. Allow it by the icon left of the address, then open it again; or choose a photo.',
  },
  busy: {
    fr: 'La caméra ne répond pas\u00a0: un autre programme l’emploie peut-être. Fermez-le, puis rouvrez-la\u00a0; ou choisissez une photo.',
    en: 'The camera does not answer: another program may be using it. Close it, then open the camera again; or choose a photo.',
  },
  insecure: {
    fr: 'La caméra n’est donnée qu’aux pages en https\u00a0: prévenez qui tient ce site. En attendant, choisissez une photo.',
    en: 'The camera is only given to pages in https: tell whoever runs this site. Meanwhile choose a photo.',
  },
};

const DEFAULT_FORMATS: readonly CodeFormat[] = ['data_matrix', 'qr_code'];

export type ScannerProps = {
  /** Each code once while it stays in sight. GS1 codes of vials begin with `]d2`, where the reader tells. */
  readonly onCode: (text: string, format: CodeFormat) => void;
  readonly formats?: readonly CodeFormat[];
};

type State = { readonly say: Text; readonly isTrouble?: boolean; readonly light?: Camera['light'] };

/** Opens the camera into a video and reads it until the component goes; `reopen` tries once more. */
const useScanning = ({ onCode, formats = DEFAULT_FORMATS }: ScannerProps) => {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<State>({ say: SAY.starting });
  const [round, setRound] = useState(0);
  const reader = useRef<Promise<CodeReader>>(undefined);
  const tell = (text: string, format: CodeFormat): void => {
    buzz();
    setState((known) => ({ ...known, say: SAY.read, isTrouble: false }));
    onCode(text, format);
  };
  const current = useRef(tell);
  current.current = tell;
  // A list of formats may be new at each drawing; its text is not.
  const asked = formats.join(' ');

  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    let isGone = false;
    let stop = (): void => {};
    const start = async (): Promise<void> => {
      setState({ say: SAY.starting });
      reader.current = openReader(formats.filter((format) => asked.includes(format)));
      const read = reader.current.catch(() => undefined);
      const camera = await openCamera(element);
      stop = 'stop' in camera ? camera.stop : () => {};
      const known = await read;
      if (isGone) return stop();
      if (known === undefined) return setState({ say: SAY.engine, isTrouble: true });
      if ('trouble' in camera) return setState({ say: TROUBLES[camera.trouble], isTrouble: true });
      setState({ say: SAY.looking, light: camera.light });
      const unwatch = watchVideo(element, known, ({ text, format }) => current.current(text, format));
      stop = () => {
        unwatch();
        camera.stop();
      };
    };
    void start();
    return () => {
      isGone = true;
      stop();
    };
  }, [asked, round]);

  const choose = async (file: File): Promise<void> => {
    setState((known) => ({ ...known, say: SAY.reading, isTrouble: false }));
    const read = await reader.current?.catch(() => undefined);
    if (read === undefined) return setState({ say: SAY.engine, isTrouble: true });
    const code = await readPicture(file, read).catch(() => undefined);
    if (code === undefined) return setState((known) => ({ ...known, say: SAY.nothing, isTrouble: true }));
    tell(code.text, code.format);
  };

  return { video, state, choose, reopen: () => setRound(round + 1) };
};

function Lamp({ light }: { light: (isOn: boolean) => Promise<void> }) {
  const { say } = useSpeech();
  const [isLit, setLit] = useState(false);
  return (
    <ToggleButton
      className="button quiet"
      isSelected={isLit}
      onChange={(isOn) => {
        setLit(isOn);
        // The lamp of some devices cannot be lit while they film: the picture goes on without it.
        light(isOn).catch(() => setLit(false));
      }}
    >
      {say(SAY.light)}
    </ToggleButton>
  );
}

export function Scanner(props: ScannerProps) {
  const { say } = useSpeech();
  const { video, state, choose, reopen } = useScanning(props);
  const { isTrouble = false, light } = state;
  return (
    <section className="scanner" aria-label={say(SAY.camera)} data-trouble={isTrouble || undefined}>
      <div className="scanner-view">
        <video ref={video} playsInline muted aria-hidden="true" tabIndex={-1} />
        <span className="scanner-aim" aria-hidden="true" />
      </div>
      <p role={isTrouble ? 'alert' : 'status'} className="scanner-said">
        {say(state.say)}
      </p>
      <div className="scanner-tools">
        {light && <Lamp light={light} />}
        {isTrouble && (
          <Button className="button quiet" onPress={reopen}>
            {say(SAY.again)}
          </Button>
        )}
        <FileTrigger
          acceptedFileTypes={['image/*']}
          onSelect={(files) => {
            const [file] = files ?? [];
            if (file !== undefined) void choose(file);
          }}
        >
          <Button className="button quiet">{say(SAY.photo)}</Button>
        </FileTrigger>
      </div>
    </section>
  );
}

/** A button that opens the reader over the page, and closes it when a code was read. */
export function ScannerDialog(props: ScannerProps & { readonly label: string; readonly title: string }) {
  const { say } = useSpeech();
  return (
    <DialogTrigger>
      <Button className="button">{props.label}</Button>
      <ModalOverlay className="scanner-modal" isDismissable>
        <Modal className="scanner-dialog">
          <Dialog className="scanner-dialog-body">
            {({ close }) => (
              <>
                <Heading slot="title">{props.title}</Heading>
                <Scanner
                  {...(props.formats && { formats: props.formats })}
                  onCode={(text, format) => {
                    close();
                    props.onCode(text, format);
                  }}
                />
                <Button className="button quiet" onPress={close}>
                  {say(WORDS.close)}
                </Button>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
