//! The instructions of the two widths.

use iced_x86::{Code, Register};

use crate::machine::Width;

/// Instruction for each operation that has one, of three operands `to = a op b` unless said.
#[derive(Debug)]
pub(crate) struct Isa {
    pub first_register: Register,
    pub registers: usize,
    /// `to = a`, from memory or a register.
    pub load: Code,
    pub store: Code,
    pub add: Code,
    pub sub: Code,
    pub mul: Code,
    pub div: Code,
    pub min: Code,
    pub max: Code,
    pub and: Code,
    /// `to = !a & b`.
    pub and_not: Code,
    pub or: Code,
    pub xor: Code,
    /// `to = sqrt(a)`.
    pub sqrt: Code,
    /// `to = a` rounded as a fourth operand says.
    pub round: Code,
    /// `to` is a mask: `a` compared to `b` as a fourth operand says.
    pub compare: Code,
    /// `to = b` where the mask is set, else `a`.
    pub blend: Code,
    /// `[to = a * b + to, to = a * to + b]`, and so for the other two.
    pub mul_add: [Code; 2],
    pub mul_sub: [Code; 2],
    pub neg_mul_add: [Code; 2],
}

static AVX512: Isa = Isa {
    first_register: Register::ZMM0,
    registers: 32,
    load: Code::EVEX_Vmovapd_zmm_k1z_zmmm512,
    store: Code::EVEX_Vmovapd_zmmm512_k1z_zmm,
    add: Code::EVEX_Vaddpd_zmm_k1z_zmm_zmmm512b64_er,
    sub: Code::EVEX_Vsubpd_zmm_k1z_zmm_zmmm512b64_er,
    mul: Code::EVEX_Vmulpd_zmm_k1z_zmm_zmmm512b64_er,
    div: Code::EVEX_Vdivpd_zmm_k1z_zmm_zmmm512b64_er,
    min: Code::EVEX_Vminpd_zmm_k1z_zmm_zmmm512b64_sae,
    max: Code::EVEX_Vmaxpd_zmm_k1z_zmm_zmmm512b64_sae,
    and: Code::EVEX_Vandpd_zmm_k1z_zmm_zmmm512b64,
    and_not: Code::EVEX_Vandnpd_zmm_k1z_zmm_zmmm512b64,
    or: Code::EVEX_Vorpd_zmm_k1z_zmm_zmmm512b64,
    xor: Code::EVEX_Vxorpd_zmm_k1z_zmm_zmmm512b64,
    sqrt: Code::EVEX_Vsqrtpd_zmm_k1z_zmmm512b64_er,
    round: Code::EVEX_Vrndscalepd_zmm_k1z_zmmm512b64_imm8_sae,
    compare: Code::EVEX_Vcmppd_kr_k1_zmm_zmmm512b64_imm8_sae,
    blend: Code::EVEX_Vblendmpd_zmm_k1z_zmm_zmmm512b64,
    mul_add: [
        Code::EVEX_Vfmadd231pd_zmm_k1z_zmm_zmmm512b64_er,
        Code::EVEX_Vfmadd213pd_zmm_k1z_zmm_zmmm512b64_er,
    ],
    mul_sub: [
        Code::EVEX_Vfmsub231pd_zmm_k1z_zmm_zmmm512b64_er,
        Code::EVEX_Vfmsub213pd_zmm_k1z_zmm_zmmm512b64_er,
    ],
    neg_mul_add: [
        Code::EVEX_Vfnmadd231pd_zmm_k1z_zmm_zmmm512b64_er,
        Code::EVEX_Vfnmadd213pd_zmm_k1z_zmm_zmmm512b64_er,
    ],
};

static AVX2: Isa = Isa {
    first_register: Register::YMM0,
    registers: 16,
    load: Code::VEX_Vmovapd_ymm_ymmm256,
    store: Code::VEX_Vmovapd_ymmm256_ymm,
    add: Code::VEX_Vaddpd_ymm_ymm_ymmm256,
    sub: Code::VEX_Vsubpd_ymm_ymm_ymmm256,
    mul: Code::VEX_Vmulpd_ymm_ymm_ymmm256,
    div: Code::VEX_Vdivpd_ymm_ymm_ymmm256,
    min: Code::VEX_Vminpd_ymm_ymm_ymmm256,
    max: Code::VEX_Vmaxpd_ymm_ymm_ymmm256,
    and: Code::VEX_Vandpd_ymm_ymm_ymmm256,
    and_not: Code::VEX_Vandnpd_ymm_ymm_ymmm256,
    or: Code::VEX_Vorpd_ymm_ymm_ymmm256,
    xor: Code::VEX_Vxorpd_ymm_ymm_ymmm256,
    sqrt: Code::VEX_Vsqrtpd_ymm_ymmm256,
    round: Code::VEX_Vroundpd_ymm_ymmm256_imm8,
    compare: Code::VEX_Vcmppd_ymm_ymm_ymmm256_imm8,
    blend: Code::VEX_Vblendvpd_ymm_ymm_ymmm256_ymm,
    mul_add: [Code::VEX_Vfmadd231pd_ymm_ymm_ymmm256, Code::VEX_Vfmadd213pd_ymm_ymm_ymmm256],
    mul_sub: [Code::VEX_Vfmsub231pd_ymm_ymm_ymmm256, Code::VEX_Vfmsub213pd_ymm_ymm_ymmm256],
    neg_mul_add: [Code::VEX_Vfnmadd231pd_ymm_ymm_ymmm256, Code::VEX_Vfnmadd213pd_ymm_ymm_ymmm256],
};

/// The instructions of a width.
pub(crate) fn isa(width: Width) -> &'static Isa {
    match width {
        Width::Avx512 => &AVX512,
        Width::Avx2 => &AVX2,
    }
}
