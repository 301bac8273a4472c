extern "C" int trtcal_abi_version(void){return 1;}
