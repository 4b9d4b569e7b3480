import { useSyncExternalStore } from 'react';
import { type Address, onAddress, readAddress } from '#kit/address.web.ts';

export const useAddress = (): Address => useSyncExternalStore(onAddress, readAddress);
