import { useEffect, useRef } from 'react';
import { Button, Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { addDays, type Day, daysBetween } from '#kernel/day.ts';
import { useSpeech } from '#kit/language.tsx';
import { WORDS } from '#kit/words.ts';

export type DaySliderProps = {
  readonly first: Day;
  readonly last: Day;
  readonly value: Day;
  readonly playing: boolean;
  readonly onChange: (day: Day) => void;
  readonly onPlay: (playing: boolean) => void;
};

/** The whole campaign plays in about twelve seconds, and a day is never shorter than the eye can follow. */
const stepOf = (days: number): number => Math.min(320, Math.max(70, 12_000 / Math.max(1, days)));

/** One day of a period, chosen by hand, by key or by letting time pass. */
export function DaySlider({ first, last, value, playing, onChange, onPlay }: DaySliderProps) {
  const { say, formats } = useSpeech();
  const length = Math.max(0, daysBetween(first, last));
  const at = Math.min(length, Math.max(0, daysBetween(first, value)));
  usePlayback({ playing, at, length, first, onChange, onPlay });
  return (
    <div className="day-slider">
      <Button
        className="play"
        aria-label={say(playing ? WORDS.pause : WORDS.play)}
        onPress={() => {
          if (!playing && at >= length) onChange(first);
          onPlay(!playing);
        }}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          {playing ? <path d="M5 3h4v14H5zM11 3h4v14h-4z" /> : <path d="M5 2.5v15l12-7.5z" />}
        </svg>
      </Button>
      <Slider
        className="slider"
        minValue={0}
        maxValue={Math.max(1, length)}
        value={at}
        isDisabled={length === 0}
        onChange={(next) => {
          onPlay(false);
          onChange(addDays(first, Array.isArray(next) ? (next[0] ?? 0) : next));
        }}
      >
        <div className="slider-head">
          <Label className="visually-hidden">{say(WORDS.day)}</Label>
          <output className="slider-value">{formats.day(value)}</output>
        </div>
        <SliderTrack className="slider-track">
          <span
            className="slider-fill"
            style={{ inlineSize: `${length === 0 ? 0 : (at / length) * 100}%` }}
          />
          <DayThumb text={formats.day(value)} />
        </SliderTrack>
        <div className="slider-ends" aria-hidden="true">
          <span>{formats.shortDay(first)}</span>
          <span>{formats.shortDay(last)}</span>
        </div>
      </Slider>
    </div>
  );
}

/** The thumb says the day, not its number: `aria-valuetext` is set on the input the slider makes. */
function DayThumb({ text }: { text: string }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.setAttribute('aria-valuetext', text);
  });
  return <SliderThumb className="slider-thumb" inputRef={input} />;
}

function usePlayback(parts: {
  playing: boolean;
  at: number;
  length: number;
  first: Day;
  onChange: (day: Day) => void;
  onPlay: (playing: boolean) => void;
}) {
  const { playing, at, length, first } = parts;
  const latest = useRef(parts);
  latest.current = parts;
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      if (at >= length) latest.current.onPlay(false);
      else latest.current.onChange(addDays(first, at + 1));
    }, stepOf(length));
    return () => clearTimeout(timer);
  }, [playing, at, length, first]);
}
